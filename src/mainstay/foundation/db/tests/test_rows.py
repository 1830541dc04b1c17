"""Bulk inserts in which the insert decides what is new, and bulk updates by id."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from mainstay.foundation.db import rows
from mainstay.foundation.files.models import FileObject
from mainstay.foundation.tenancy.testing import a_practice
from mainstay.foundation.work.models import Function, WorkItem

NOW = datetime(2026, 3, 3, 12, 30, 15, 123456, tzinfo=UTC)
FIELDS = ("practice", "sha256", "size", "created_at")
ONCE = "(practice_id, sha256) DO NOTHING"


@pytest.fixture
def practice(db):
    return a_practice()


def test_rows_come_back_as_they_went_in(practice):
    rows.insert(FileObject, FIELDS, [(practice.pk, "a", 5, NOW)])

    kept = FileObject.objects.get()
    assert (kept.practice_id, kept.sha256, kept.size, kept.created_at) == (practice.pk, "a", 5, NOW)


def test_only_what_was_new_is_returned(practice):
    rows.insert(FileObject, FIELDS, [(practice.pk, "a", 5, NOW)])

    written = rows.insert(
        FileObject,
        FIELDS,
        [(practice.pk, "a", 9, NOW), (practice.pk, "b", 1, NOW)],
        on_conflict=ONCE,
        returning=("sha256",),
    )

    assert written == [("b",)]
    assert FileObject.objects.get(sha256="a").size == 5


def test_nothing_but_the_named_conflict_is_forgiven(practice):
    """Django's ignore_conflicts would drop this row without a word on SQLite."""
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert(FileObject, FIELDS, [(practice.pk, "a", -1, NOW)], on_conflict=ONCE)


def test_more_rows_than_a_statement_takes_are_all_written(practice):
    many = [(practice.pk, f"{number:05}", number, NOW) for number in range(16_000)]

    written = rows.insert(FileObject, FIELDS, many, returning=("sha256",))

    assert len(written) == len(set(written)) == 16_000
    assert FileObject.objects.count() == 16_000


def test_no_rows_are_no_statement(practice, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert rows.insert(FileObject, FIELDS, [], returning=("id",)) == []


CHANGED = ("function", "state", "assignee_user_id", "deadline_on", "due_at", "value_cents")


def an_item(practice, function, cause) -> WorkItem:
    return WorkItem.objects.create(
        practice=practice,
        function=function,
        cause_key=cause,
        subject_kind="claim",
        subject_key="C1",
        title=cause,
        occurred_on=date(2026, 3, 2),
        opened_at=NOW,
        touched_at=NOW,
        deadline_on=date(2026, 4, 1),
        due_at=NOW,
    )


@pytest.fixture
def functions(practice):
    return [
        Function.objects.create(
            practice=practice, code=code, name=code, wing="revenue", rank=1, turnaround_hours=9
        )
        for code in ("appeals", "deposits")
    ]


def test_many_rows_are_changed_at_once_each_its_own_way(
    practice, functions, django_assert_num_queries
):
    appeals, deposits = functions
    a, b, untouched = (an_item(practice, appeals, cause) for cause in "abc")

    with django_assert_num_queries(1):
        rows.update(
            WorkItem,
            CHANGED,
            [
                (a.pk, deposits.pk, "working", 5, None, NOW, 7),
                (b.pk, appeals.pk, "waiting", None, date(2026, 5, 1), None, 10**12),
            ],
        )

    told = {
        item.cause_key: [getattr(item, name) for name in CHANGED] for item in WorkItem.objects.all()
    }
    assert told == {
        "a": [deposits, "working", 5, None, NOW, 7],
        "b": [appeals, "waiting", None, date(2026, 5, 1), None, 10**12],
        "c": [getattr(untouched, name) for name in CHANGED],
    }


def test_a_column_can_be_emptied_in_every_row(practice, functions):
    item = an_item(practice, functions[0], "a")

    rows.update(
        WorkItem, ("deadline_on", "due_at", "assignee_user_id"), [(item.pk, None, None, None)]
    )

    item.refresh_from_db()
    assert (item.deadline_on, item.due_at, item.assignee_user_id) == (None, None, None)


def test_json_and_lists_come_back_as_they_went_in(practice, functions):
    rows.update(Function, ("backups", "escalation"), [(functions[0].pk, [5, 6], [{"to": "owner"}])])

    functions[0].refresh_from_db()
    assert (functions[0].backups, functions[0].escalation) == ([5, 6], [{"to": "owner"}])
