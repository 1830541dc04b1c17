"""Whatever needs a person is opened once for its cause, found in order, and closed with its cause."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mainstay.foundation import work
from mainstay.foundation.tenancy import Actor
from mainstay.foundation.tenancy.testing import a_practice
from mainstay.foundation.work.invariants import INVARIANTS
from mainstay.foundation.work.models import WorkChange, WorkItem
from mainstay.foundation.work.standard import standard_functions

MONDAY = datetime(2026, 3, 2, 15, tzinfo=UTC)  # 10:00 in New York


@pytest.fixture
def practice(db):
    return a_practice()


@pytest.fixture
def dana(practice):
    return Actor(practice_id=practice.pk, user_id=5, via="web", role="biller")


def open_item(practice, cause="denial:1", function="denial_follow_up", **changes):
    fields = {"subject_kind": "claim", "subject_key": "C1", "title": "Denied: CO-197", "at": MONDAY}
    return work.open_item(practice.pk, function, cause, **(fields | changes))


def the_item(practice, cause="denial:1") -> WorkItem:
    item = work.item_of_cause(practice.pk, cause)
    assert item is not None
    return item


def causes(practice, as_of=MONDAY, **wanted) -> list[str]:
    found = work.open_items(practice.pk, work.ItemFilter(**wanted), as_of=as_of)
    return [item.cause_key for item in found]


def test_a_cause_has_one_item_however_often_it_is_opened(practice):
    assert open_item(practice)
    assert not open_item(practice, title="Denied again")

    assert the_item(practice).title == "Denied: CO-197"
    assert WorkChange.objects.count() == 1


def test_a_cause_that_was_done_is_not_opened_again_by_itself(practice):
    open_item(practice)
    work.close_item(practice.pk, "denial:1", "paid")

    assert not open_item(practice)
    assert causes(practice) == []


def test_the_same_cause_in_another_practice_is_another_item(practice):
    assert open_item(practice)
    assert open_item(a_practice())


def test_an_item_is_due_after_its_functions_turnaround_in_office_hours(practice):
    open_item(practice)

    # 27 business hours are three days of nine: Thursday 10:00 in New York.
    assert the_item(practice).due_at == datetime(2026, 3, 5, 15, tzinfo=UTC)


def test_what_is_late_comes_first_then_the_nearest_deadline_then_the_larger_value(practice):
    late = MONDAY - timedelta(days=1)
    open_item(practice, "undated", value_cents=900)
    open_item(practice, "small", deadline_on=date(2026, 3, 9), value_cents=100)
    open_item(practice, "large", deadline_on=date(2026, 3, 9), value_cents=500)
    open_item(practice, "later", deadline_on=date(2026, 4, 1), value_cents=900)
    open_item(practice, "late", due_at=late)

    assert causes(practice) == ["late", "large", "small", "later", "undated"]


def test_a_reader_narrows_the_queue(practice, dana):
    open_item(practice, "a", value_cents=100)
    open_item(practice, "b", function="appeals", value_cents=900, deadline_on=date(2026, 3, 9))
    open_item(practice, "c", subject_key="C2")
    work.take(the_item(practice, "c"), by=dana, at=MONDAY)

    assert causes(practice, function="appeals") == ["b"]
    assert causes(practice, subject_kind="claim", subject_key="C2") == ["c"]
    assert causes(practice, assignee_user_id=5) == ["c"]
    assert causes(practice, is_unassigned=True) == ["b", "a"]
    assert causes(practice, least_value_cents=101) == ["b"]
    assert causes(practice, deadline_until=date(2026, 3, 9)) == ["b"]
    assert causes(practice, state="working") == ["c"]


def test_another_practices_items_are_not_in_the_queue(practice):
    open_item(a_practice())
    open_item(practice)

    assert causes(practice) == ["denial:1"]


@pytest.mark.parametrize("rows", [1, 3])
def test_one_query_however_long_the_queue(practice, rows, django_assert_num_queries):
    for number in range(rows):
        open_item(practice, f"denial:{number}")

    with django_assert_num_queries(1):
        assert (
            len([item.function.name for item in work.open_items(practice.pk, as_of=MONDAY)]) == rows
        )


def test_many_items_are_opened_with_the_new_ones_told(practice):
    open_item(practice, "a")
    items = [
        work.NewItem("appeals", cause, "claim", "C1", "Appeal", value_cents=5)
        for cause in ("a", "b", "c")
    ]

    assert work.open_many(practice.pk, items, at=MONDAY) == {"b", "c"}


def test_a_function_that_is_not_there_is_named(practice):
    with pytest.raises(work.UnknownFunction, match="juggling"):
        open_item(practice, function="juggling")
    assert not WorkItem.objects.exists()


def test_an_item_closes_when_its_cause_is_gone(practice):
    open_item(practice)

    assert work.close_item(practice.pk, "denial:1", "paid", at=MONDAY)
    assert not work.close_item(practice.pk, "denial:1", "paid", at=MONDAY)
    assert not work.close_item(practice.pk, "never opened", "paid", at=MONDAY)
    item = the_item(practice)
    assert (item.state, item.outcome, item.closed_at) == ("done", "paid", MONDAY)


def test_items_are_closed_together(practice):
    for cause in ("a", "b", "c"):
        open_item(practice, cause)

    assert work.close_items(practice.pk, ["a", "b", "unknown"], "paid") == 2
    assert causes(practice) == ["c"]


def test_a_person_takes_waits_gives_back_closes_and_reopens(practice, dana):
    open_item(practice)
    item = the_item(practice)

    work.take(item, by=dana, at=MONDAY)
    assert (item.state, item.assignee_user_id) == ("working", 5)
    work.wait(item, until=MONDAY + timedelta(days=7), by=dana, at=MONDAY, note="payer calls back")
    assert (item.state, item.due_at) == ("waiting", MONDAY + timedelta(days=7))
    work.release(item, by=dana, at=MONDAY)
    assert (item.state, item.assignee_user_id) == ("new", None)
    work.close(item, "corrected", by=dana, at=MONDAY)
    work.reopen(item, by=dana, at=MONDAY, note="denied again")

    assert [change.act for change in item.changes.order_by("id")] == [
        "open",
        "take",
        "wait",
        "release",
        "close",
        "reopen",
    ]
    assert [row for invariant in INVARIANTS for row in invariant.violations(practice.pk)] == []


def test_two_people_taking_the_same_item_end_with_one_owner(practice, dana):
    open_item(practice)
    mine, yours = the_item(practice), the_item(practice)
    lee = Actor(practice_id=practice.pk, user_id=6, via="web")
    work.take(mine, by=dana, at=MONDAY)

    with pytest.raises(work.StaleItem, match="Somebody else changed"):
        work.take(yours, by=lee, at=MONDAY)
    assert the_item(practice).assignee_user_id == 5
    assert WorkChange.objects.filter(act="take").count() == 1


def test_another_practices_item_does_not_exist(practice):
    open_item(practice)
    stranger = Actor(practice_id=a_practice().pk, user_id=9, via="web")

    with pytest.raises(work.NoSuchItem):
        work.close(the_item(practice), "done", by=stranger, at=MONDAY)
    assert the_item(practice).state == "new"


def test_a_done_item_cannot_be_taken(practice, dana):
    open_item(practice)
    work.close_item(practice.pk, "denial:1", "paid")

    with pytest.raises(work.IllegalTransition, match="not possible to take"):
        work.take(the_item(practice), by=dana, at=MONDAY)


def test_automation_takes_no_work(practice):
    open_item(practice)

    with pytest.raises(ValueError, match="Only a person"):
        work.take(the_item(practice), by=Actor.automation(practice.pk), at=MONDAY)


def test_a_practice_starts_with_every_standard_function_and_no_owner(practice):
    work.ensure_functions(practice.pk)
    loads = work.function_loads(practice.pk, as_of=MONDAY)

    assert [load.code for load in loads] == [function.code for function in standard_functions()]
    assert not any(load.is_owned for load in loads)


def test_what_a_practice_made_of_a_function_stays(practice):
    from django.db import transaction

    work.ensure_functions(practice.pk)
    with transaction.atomic():
        work.assign_function(practice.pk, "appeals", owner_user_id=5, backups=[6, 7])

    work.ensure_functions(practice.pk)

    appeals = next(
        load for load in work.function_loads(practice.pk, as_of=MONDAY) if load.code == "appeals"
    )
    assert (appeals.owner_user_id, appeals.backups, appeals.is_owned) == (5, (6, 7), True)


def test_a_functions_load_counts_what_is_open_late_and_at_risk(practice, dana):
    open_item(practice, "a", value_cents=100, due_at=MONDAY - timedelta(hours=1))
    open_item(practice, "b", value_cents=200, due_at=MONDAY + timedelta(hours=1))
    open_item(practice, "c", value_cents=400)
    open_item(practice, "closed", value_cents=800)
    work.close_item(practice.pk, "closed", "paid")
    work.take(the_item(practice, "b"), by=dana, at=MONDAY)

    load = next(
        load
        for load in work.function_loads(practice.pk, as_of=MONDAY)
        if load.code == "denial_follow_up"
    )

    assert (load.open, load.late, load.due_soon, load.unassigned) == (3, 1, 1, 2)
    assert (load.value_cents, load.oldest_at) == (700, MONDAY)


def test_an_item_that_left_its_history_is_named(practice):
    open_item(practice)
    WorkItem.objects.update(state="waiting")

    assert [row for invariant in INVARIANTS for row in invariant.violations(practice.pk)] == [
        "The item denial:1 is waiting, but its history ends with new."
    ]
