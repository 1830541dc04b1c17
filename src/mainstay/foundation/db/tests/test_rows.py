"""Bulk inserts in which the insert decides what is new."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from mainstay.foundation.db import rows
from mainstay.foundation.files.models import FileObject
from mainstay.foundation.tenancy.testing import a_practice

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
