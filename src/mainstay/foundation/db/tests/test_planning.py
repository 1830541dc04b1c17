"""What the planners know of the tables."""

import pytest
from django.db import connection

from mainstay.foundation.db.planning import measure_what_grew, state_statistics
from mainstay.foundation.tenancy.testing import a_practice
from mainstay.foundation.work.models import WorkItem

pytestmark = pytest.mark.django_db
only_sqlite = pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="PostgreSQL measures by itself"
)


def _plan(sql: str, *values: object) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        return "\n".join(str(row[3]) for row in cursor.fetchall())


@only_sqlite
def test_some_rows_of_a_practice_are_found_by_what_tells_them_apart() -> None:
    state_statistics(connection)
    items = WorkItem.objects.for_practice(a_practice().pk).filter(pk__in=[1, 2, 3])
    sql, values = items.values_list("id", "title").query.sql_with_params()

    assert "INTEGER PRIMARY KEY" in _plan(sql, *values)


@only_sqlite
def test_every_index_has_its_statistics() -> None:
    state_statistics(connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'index'")
        indexes = cursor.fetchone()[0]
        cursor.execute("SELECT count(*), max(stat LIKE '1000000 500000 %') FROM sqlite_stat1")

        assert cursor.fetchone() == (indexes, 1)


def test_both_engines_understand_being_asked_to_measure() -> None:
    practice = a_practice()

    measure_what_grew()

    assert type(practice).objects.get(pk=practice.pk).code == practice.code
