"""Let the planners know what is in the tables: SQLite is told, PostgreSQL measures as they grow.

Without statistics SQLite takes every index for equally good, so ``practice_id = ?`` looks as narrow
as an encounter's id, and reading fifty encounters reads the practice's whole table. ``ANALYZE``
measures, but an import begins with empty tables and fills them in one go, and plans that follow
the last measurement change from one day to the next. So the statistics are stated, once after
each migration (https://www.sqlite.org/lang_analyze.html, "manual control of query plans"), as for
a practice with a million rows in each table.

PostgreSQL measures by itself, once a minute: too late for an import that begins with empty tables.
So whoever writes in bulk asks it to measure what has grown meanwhile.
"""

from typing import Any

from django.db import connection as default
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

ROWS = 1_000_000

# How many different values a column has, by its name; every other column tells rows apart.
_FEW = {
    "practice_id": 2,
    "kind": 6,
    "state": 6,
    "status": 8,
    "sequence": 3,
    "qualifier": 6,
    "party_kind": 3,
    "method": 6,
    "reason": 6,
    "payer_id": 20,
    "function_id": 20,
    "account_id": 1_000,
}
_DAYS = 700
_ROWS_PER_VALUE = 4


def state_statistics(connection: BaseDatabaseWrapper) -> None:
    """Write what the planner shall believe of every index; nothing on PostgreSQL."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, tbl_name FROM sqlite_master WHERE type = 'index' ORDER BY name"
        )
        indexes = cursor.fetchall()
        if not indexes:
            return
        cursor.execute(f"ANALYZE {connection.ops.quote_name(indexes[0][0])}")  # makes sqlite_stat1
        cursor.execute("DELETE FROM sqlite_stat1")
        for index, table in indexes:
            cursor.execute(
                "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (%s, %s, %s)",
                [table, index, _stat(cursor, index, table)],
            )
        cursor.execute("ANALYZE sqlite_schema")  # lets open connections read it


def _stat(cursor: Any, index: str, table: str) -> str:
    """Rows of the table, then the rows that share the first column's value, the first two's ..."""
    quoted = cursor.db.ops.quote_name
    cursor.execute(f"PRAGMA table_info({quoted(table)})")
    kinds = {name: kind for _, name, kind, *_ in cursor.fetchall()}
    cursor.execute(f"PRAGMA index_info({quoted(index)})")
    columns = [name for _, _, name in cursor.fetchall()]
    cursor.execute(f"PRAGMA index_list({quoted(table)})")
    is_unique = {name: bool(unique) for _, name, unique, *_ in cursor.fetchall()}[index]
    shared = [ROWS]
    for column in columns:
        shared.append(max(shared[-1] // _values_of(column, kinds.get(column, "")), 1))
    if is_unique:
        shared[-1] = 1
    return " ".join([*(str(number) for number in shared), "noskipscan"])


def _values_of(column: str, kind: str) -> int:
    if column in _FEW:
        return _FEW[column]
    if column.startswith("is_"):
        return 2
    return _DAYS if kind in ("date", "datetime") else ROWS // _ROWS_PER_VALUE


def state_after_migrate(using: str, **_: Any) -> None:
    """Django's post_migrate hook."""
    state_statistics(connections[using])


def measure_what_grew() -> None:
    """Let PostgreSQL measure the tables that grew by half since it last did; nothing on SQLite.

    Cost: a query, and some hundredths of a second for each such table, whatever its size.
    """
    if default.vendor != "postgresql":
        return
    with default.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_stat_user_tables"
            " WHERE n_mod_since_analyze > 200 + (n_live_tup - n_mod_since_analyze) / 2"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"ANALYZE {default.ops.quote_name(table)}")
