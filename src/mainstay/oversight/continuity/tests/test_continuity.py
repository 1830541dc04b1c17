"""Who could do it tomorrow, and what would become of the work of somebody away."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from mainstay.foundation import work
from mainstay.foundation.tenancy.testing import a_practice
from mainstay.foundation.work.queries import function_loads
from mainstay.foundation.work.testing import a_member
from mainstay.oversight.continuity.ability import Ability, Experience, ability
from mainstay.oversight.continuity.queries.matrix import matrix
from mainstay.oversight.continuity.queries.what_if import what_if

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
A_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("experience", "expected"),
    [
        (Experience(is_owner=True), Ability.OWNS),
        (Experience(level=3, did_it_lately=True), Ability.CAN),
        (Experience(level=3, did_it_lately=True, is_written=True, has_read=True), Ability.CAN),
        (Experience(level=3, did_it_lately=True, is_written=True), Ability.RUSTY),
        (Experience(level=4), Ability.RUSTY),
        (Experience(level=2, did_it_lately=True), Ability.NONE),
        (Experience(did_it_lately=True), Ability.CAN),
        (Experience(is_backup=True), Ability.RUSTY),
        (Experience(), Ability.NONE),
    ],
    ids=str,
)
def test_could_do_it_tomorrow_means_trained_did_it_lately_and_read_it(
    experience: Experience, expected: Ability
) -> None:
    assert ability(experience) is expected


@pytest.fixture
def practice(db):
    return a_practice()


@pytest.fixture
def staff(practice):
    people = {
        name: a_member(practice, name, role)
        for name, role in (("Tamsin", "biller"), ("Luis", "poster"))
    }
    work.ensure_functions(practice.pk)
    with transaction.atomic():
        work.assign_function(
            practice.pk,
            "payment_posting",
            owner_user_id=people["Tamsin"].user_id,
            backups=[people["Luis"].user_id],
        )
        work.assign_function(practice.pk, "submission", owner_user_id=people["Tamsin"].user_id)
    return people


def open_items(practice, function, count, at):
    items = [
        work.NewItem(function, f"{function}:{at}:{number}", "claim", "C1", "Look", value_cents=100)
        for number in range(count)
    ]
    work.open_many(practice.pk, items, at=at)


def asked(practice, user_id, *, days):
    return what_if(
        practice.pk,
        user_id,
        function_loads(practice.pk, as_of=NOW),
        starts_on=date(2026, 3, 2),
        ends_on=date(2026, 3, 1) + timedelta(days=days),
        at=NOW,
    )


def test_what_has_a_backup_goes_on_and_what_has_none_piles_up(practice, staff):
    open_items(practice, "submission", 2, NOW - A_DAY)

    found = asked(practice, staff["Tamsin"].user_id, days=14)

    goes_to = {piece.code: piece.goes_to.user_id for piece in found.pieces}
    assert goes_to == {"payment_posting": staff["Luis"].user_id, "submission": None}
    [stops] = found.stops
    assert (stops.code, stops.open, stops.open_cents) == ("submission", 2, 200)
    assert found.office_days == 10


def test_what_would_come_is_the_pace_of_the_last_ninety_days(practice, staff):
    for week in range(10):
        open_items(practice, "submission", 6, NOW - timedelta(days=7 * week + 1))

    found = asked(practice, staff["Tamsin"].user_id, days=14)

    # Sixty items in the 90 days before, which had 61 office days: ten days bring ten, rounded up.
    assert [piece.expected for piece in found.stops] == [10]
    assert found.piled_up == 70


def test_nothing_rests_on_somebody_who_owns_and_holds_nothing(practice, staff):
    assert asked(practice, staff["Luis"].user_id, days=14).pieces == ()


def test_the_matrix_names_what_rests_on_one_person_today(practice, staff):
    work.note_training(
        "payment_posting", staff["Luis"].user_id, level=3, on=date(2026, 2, 1), by=staff["Tamsin"]
    )
    loads = function_loads(practice.pk, as_of=NOW)
    rows = {row.code: row for row in matrix(practice.pk, loads, at=NOW).rows}

    assert rows["payment_posting"].cells == (Ability.CAN, Ability.OWNS)  # Luis, Tamsin
    assert not rows["payment_posting"].rests_on_one
    assert rows["submission"].rests_on_one


def test_who_is_away_does_not_count_as_in_today(practice, staff):
    work.note_training(
        "payment_posting", staff["Luis"].user_id, level=3, on=date(2026, 2, 1), by=staff["Tamsin"]
    )
    work.mark_away(
        staff["Luis"].user_id, kind="leave", starts_at=NOW, ends_at=None, by=staff["Tamsin"], at=NOW
    )
    loads = function_loads(practice.pk, as_of=NOW)
    rows = {row.code: row for row in matrix(practice.pk, loads, at=NOW).rows}

    assert rows["payment_posting"].in_today == 1
