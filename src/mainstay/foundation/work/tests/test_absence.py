"""Work never sits with somebody away: it moves with a brief, and comes back when she does."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from mainstay.foundation import work
from mainstay.foundation.accounts.models import Team
from mainstay.foundation.tenancy.testing import a_practice
from mainstay.foundation.work import services
from mainstay.foundation.work.errors import AlreadyAway
from mainstay.foundation.work.invariants import INVARIANTS
from mainstay.foundation.work.models import Absence, Handover, WorkItem
from mainstay.foundation.work.queries.ownership import absences, briefs_of
from mainstay.foundation.work.testing import a_member

MONDAY = datetime(2026, 3, 2, 15, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def practice(db):
    return a_practice()


@pytest.fixture
def staff(practice):
    """Tamsin owns denials; Luis, then Ana are her backups; Maren manages."""
    people = {
        name: a_member(practice, name, role)
        for name, role in (
            ("Tamsin", "biller"),
            ("Luis", "biller"),
            ("Ana", "biller"),
            ("Maren", "manager"),
        )
    }
    services.ensure_functions(practice.pk)
    with transaction.atomic():
        services.assign_function(
            practice.pk,
            "denial_follow_up",
            owner_user_id=people["Tamsin"].user_id,
            backups=[people["Luis"].user_id, people["Ana"].user_id],
        )
    return people


def open_item(practice, cause, at=MONDAY, **changes):
    fields = {"subject_kind": "claim", "subject_key": "C1", "title": "Denied: CO-197", "at": at}
    work.open_item(practice.pk, "denial_follow_up", cause, **(fields | changes))
    return the_item(practice, cause)


def the_item(practice, cause) -> WorkItem:
    item = work.item_of_cause(practice.pk, cause)
    assert item is not None
    return item


def away(staff, who, at=MONDAY, days=None, starts_at=None):
    ends_at = at + days * DAY if days else None
    return services.mark_away(
        staff[who].user_id,
        kind="sick",
        starts_at=starts_at or at,
        ends_at=ends_at,
        by=staff["Maren"],
        at=at,
    )


def holder(practice, cause):
    return the_item(practice, cause).holder_user_id


def holds(practice) -> None:
    assert [row for one in INVARIANTS for row in one.violations(practice.pk)] == []


def test_new_work_goes_to_the_owner(practice, staff):
    assert open_item(practice, "a").holder_user_id == staff["Tamsin"].user_id


def test_open_work_moves_to_the_backup_with_a_brief_when_the_owner_falls_ill(practice, staff):
    item = open_item(practice, "a", deadline_on=date(2026, 3, 20), value_cents=500)
    services.take(item, by=staff["Tamsin"], at=MONDAY)
    services.note(item, "Cobalt wants the visit note", by=staff["Tamsin"], at=MONDAY)
    waiting = open_item(practice, "b")
    services.wait(
        waiting, until=MONDAY + 7 * DAY, by=staff["Tamsin"], at=MONDAY, note="Cobalt calls back"
    )

    absence = away(staff, "Tamsin", at=MONDAY + HOUR)

    moved, kept_waiting = the_item(practice, "a"), the_item(practice, "b")
    luis = staff["Luis"].user_id
    assert (moved.state, moved.holder_user_id, moved.assignee_user_id) == ("new", luis, None)
    assert (kept_waiting.state, kept_waiting.holder_user_id) == ("waiting", luis)
    briefs = {brief.item.cause_key: brief for brief in briefs_of(absence)}
    assert briefs["a"].last_step == "note: Cobalt wants the visit note"
    assert briefs["b"].next_step == "waits until 2026-03-09, then look again"
    holds(practice)


def test_new_work_passes_her_by_while_she_is_away(practice, staff):
    away(staff, "Tamsin", days=2)

    assert open_item(practice, "a", at=MONDAY + HOUR).holder_user_id == staff["Luis"].user_id
    later = open_item(practice, "b", at=MONDAY + 3 * DAY)
    assert later.holder_user_id == staff["Tamsin"].user_id


def test_when_the_first_backup_falls_ill_too_the_second_has_all_of_it(practice, staff):
    open_item(practice, "a")
    away(staff, "Tamsin")
    away(staff, "Luis", at=MONDAY + HOUR)

    assert holder(practice, "a") == staff["Ana"].user_id


def test_when_nobody_is_left_the_manager_has_it_and_without_her_it_is_nobodys(practice, staff):
    open_item(practice, "a")
    for who in ("Luis", "Ana", "Tamsin"):
        away(staff, who)
    assert holder(practice, "a") == staff["Maren"].user_id

    away(staff, "Maren", at=MONDAY + HOUR)

    assert holder(practice, "a") is None
    [unheld] = work.open_items(practice.pk, work.ItemFilter(is_unheld=True), as_of=MONDAY)
    assert unheld.cause_key == "a"


def test_what_nobody_held_finds_its_holder_when_somebody_is_there_again(practice, staff):
    absent = [away(staff, who) for who in ("Tamsin", "Luis", "Ana", "Maren")]
    open_item(practice, "a")
    assert holder(practice, "a") is None

    services.welcome_back(absent[1], by=staff["Luis"], at=MONDAY + DAY)
    services.reroute(practice.pk, at=MONDAY + DAY)

    assert holder(practice, "a") == staff["Luis"].user_id


def test_a_backup_whose_training_does_not_reach_is_passed_over(practice, staff):
    services.note_training(
        "denial_follow_up",
        staff["Luis"].user_id,
        level=2,
        on=date(2026, 1, 5),
        by=staff["Maren"],
    )
    open_item(practice, "a")
    away(staff, "Tamsin")

    assert holder(practice, "a") == staff["Ana"].user_id


def test_one_click_undoes_it_and_everything_is_as_it_was(practice, staff):
    taken = open_item(practice, "a")
    services.take(taken, by=staff["Tamsin"], at=MONDAY)
    open_item(practice, "b")
    before = {
        item.cause_key: (item.state, item.holder_user_id, item.assignee_user_id)
        for item in WorkItem.objects.all()
    }

    absence = away(staff, "Tamsin")
    assert services.undo_absence(absence, by=staff["Maren"], at=MONDAY + HOUR) == 2

    after = {
        item.cause_key: (item.state, item.holder_user_id, item.assignee_user_id)
        for item in WorkItem.objects.all()
    }
    assert after == before
    assert absences(practice.pk, at=MONDAY) == []
    assert services.undo_absence(absence, by=staff["Maren"], at=MONDAY + HOUR) == 0
    holds(practice)


def test_what_the_backup_took_or_finished_stays_with_her(practice, staff):
    for cause in ("taken", "done", "untouched"):
        open_item(practice, cause)
    absence = away(staff, "Tamsin")
    services.take(the_item(practice, "taken"), by=staff["Luis"], at=MONDAY + HOUR)
    services.close(the_item(practice, "done"), "paid", by=staff["Luis"], at=MONDAY + HOUR)

    assert services.welcome_back(absence, by=staff["Tamsin"], at=MONDAY + DAY) == 1

    assert the_item(practice, "taken").assignee_user_id == staff["Luis"].user_id
    assert holder(practice, "untouched") == staff["Tamsin"].user_id
    returned = Handover.objects.filter(returned_at__isnull=False)
    assert [handover.item.cause_key for handover in returned] == ["untouched"]


def test_a_planned_absence_moves_the_work_when_it_begins_and_returns_it_when_it_ends(
    practice, staff
):
    open_item(practice, "a")
    services.mark_away(
        staff["Tamsin"].user_id,
        kind="leave",
        starts_at=MONDAY + DAY,
        ends_at=MONDAY + 3 * DAY,
        by=staff["Maren"],
        at=MONDAY,
    )
    seen = []
    for hours in (0, 23, 24, 71, 72):
        services.keep_up_with_absences(practice.pk, at=MONDAY + hours * HOUR)
        seen.append(holder(practice, "a"))

    tamsin, luis = staff["Tamsin"].user_id, staff["Luis"].user_id
    assert seen == [tamsin, tamsin, luis, luis, tamsin]
    assert Absence.objects.get().returned_at == MONDAY + 3 * DAY


def test_the_same_time_cannot_be_said_twice(practice, staff):
    away(staff, "Tamsin", days=3)

    with pytest.raises(AlreadyAway, match="already said to be away"):
        away(staff, "Tamsin", at=MONDAY + DAY, days=1)
    assert Absence.objects.count() == 1


def test_a_team_keeps_its_work_while_one_of_it_is_there(practice, staff):
    team = Team.objects.create(name="Tidewater")
    kit, ines = (
        a_member(practice, name, "outside_specialist", team=team) for name in ("Kit", "Ines")
    )
    with transaction.atomic():
        services.assign_function(
            practice.pk, "denial_follow_up", owner_team_id=team.pk, backups=[staff["Luis"].user_id]
        )
    staff |= {"Kit": kit, "Ines": ines}
    away(staff, "Kit")
    item = open_item(practice, "a")
    assert (item.holder_user_id, item.holder_team_id) == (None, team.pk)
    mine = work.ItemFilter(of_user_id=ines.user_id, of_team_ids=(team.pk,))
    assert [one.cause_key for one in work.open_items(practice.pk, mine, as_of=MONDAY)] == ["a"]

    away(staff, "Ines")

    assert open_item(practice, "b").holder_user_id == staff["Luis"].user_id


def test_another_practices_work_and_absences_are_not_touched(practice, staff):
    other = a_practice()
    stranger = a_member(other, "Sam", "manager")
    absence = away(staff, "Tamsin")

    assert services.undo_absence(absence, by=stranger, at=MONDAY) == 0
    assert Absence.objects.get().undone_at is None
