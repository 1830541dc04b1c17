"""Bulk writes: inserts in which the insert decides what is new (law 4), and updates by id.

Rows go to the database as one JSON text. Its statement is the same for one row and for a thousand,
so it is written and planned once, and the driver has one value to place instead of some thousand.
"""

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db import DEFAULT_DB_ALIAS, connections, models

MOST_ROWS = 5_000
_ENCODERS = {
    "sqlite": msgspec.json.Encoder(uuid_format="hex"),  # as Django keeps them there
    "postgresql": msgspec.json.Encoder(),
}
_NO_JSON = (models.BinaryField, models.FloatField, models.DecimalField, models.DurationField)


def insert(
    model: type[models.Model],
    fields: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    on_conflict: str = "",
    returning: Sequence[str] = (),
) -> list[tuple[Any, ...]]:
    """Insert ``rows`` (values in the order of ``fields``), a statement for some thousand of them.

    ``on_conflict`` is what follows ON CONFLICT, such as ``(account_id, charge_id) DO NOTHING``;
    unlike Django's ``ignore_conflicts`` on SQLite it forgives nothing but that conflict.

    Returns:
        The ``returning`` columns of the rows that were written, as the database gives them; in
        the order of ``rows`` where no conflict left one out.

    Raises:
        ValueError: a row has not as many values as there are fields.
        TypeError: JSON has no form for a field.
    """
    if not rows:
        return []
    connection = connections[DEFAULT_DB_ALIAS]
    given = _given(connection.vendor, model, tuple(fields))
    sql = _insert_sql(given, on_conflict, tuple(returning))
    written: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for part in _parts(rows):
            cursor.execute(sql, [given.as_json(part)])
            if returning:
                written.extend(cursor.fetchall())
    return written


def update(model: type[models.Model], fields: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Change many rows at once: each of ``rows`` is an id and its values for ``fields``.

    The same as Django's ``bulk_update``, whose CASE for every value of every row takes tens of
    times as long. Call it with rows of one practice, whose ids were read under its scope.

    Raises:
        ValueError, TypeError: see ``insert``.
    """
    if not rows:
        return
    connection = connections[DEFAULT_DB_ALIAS]
    given = _given(connection.vendor, model, (model._meta.pk.name, *fields))
    with connection.cursor() as cursor:
        for part in _parts(rows):
            cursor.execute(_update_sql(given), [given.as_json(part)])


@dataclass(frozen=True, slots=True)
class _Given:
    """Rows as a statement takes them: the table they belong to, and how their JSON is read."""

    vendor: str
    table: str
    columns: tuple[str, ...]
    source: str
    """What stands after FROM: a row of ``column1``, ``column2`` ... for each given one."""
    prepared: tuple[tuple[int, Callable[[Any], Any]], ...]
    """The places of values that JSON would write otherwise than the database keeps them."""

    def as_json(self, rows: Sequence[Sequence[Any]]) -> str:
        """The parameter of a statement that reads from ``source``."""
        if set(map(len, rows)) != {len(self.columns)}:
            raise ValueError("A row has not as many values as it has columns.")
        if self.prepared:
            rows = self._prepared(rows)
        if self.vendor == "postgresql":
            names = [f"column{number}" for number in range(1, len(self.columns) + 1)]
            return _ENCODERS[self.vendor].encode([dict(zip(names, row)) for row in rows]).decode()  # noqa: B905
        return _ENCODERS[self.vendor].encode(rows).decode()

    def _prepared(self, rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
        known: dict[Any, Any] = {None: None}  # the same few moments come again and again
        prepared = [list(row) for row in rows]
        for place, prepare in self.prepared:
            for row in prepared:
                value = row[place]
                if value not in known:
                    known[value] = prepare(value)
                row[place] = known[value]
        return prepared


@functools.cache
def _given(vendor: str, model: type[models.Model], fields: tuple[str, ...]) -> _Given:
    columns: list[Any] = [model._meta.get_field(name) for name in fields]
    kinds = [one.target_field if isinstance(one, models.ForeignKey) else one for one in columns]
    for kind in kinds:
        if isinstance(kind, _NO_JSON):
            raise TypeError(f"{kind}: rows that are written together have no place for it.")
    connection = connections[DEFAULT_DB_ALIAS]
    moments = [
        (place, connection.ops.adapt_datetimefield_value)
        for place, kind in enumerate(kinds)
        if isinstance(kind, models.DateTimeField) and vendor == "sqlite"
    ]
    return _Given(
        vendor,
        connection.ops.quote_name(model._meta.db_table),
        tuple(connection.ops.quote_name(column.column) for column in columns),
        _sqlite_source(kinds) if vendor == "sqlite" else _postgresql_source(kinds, connection),
        tuple(moments),
    )


def _sqlite_source(kinds: Sequence[Any]) -> str:
    """JSON columns keep their part of the text as it is, the others the value it stands for."""
    selected = ", ".join(
        f"value{'->' if isinstance(kind, models.JSONField) else '->>'}{place} AS column{place + 1}"
        for place, kind in enumerate(kinds)
    )
    return f"(SELECT {selected} FROM json_each(%s)) AS given"  # noqa: S608


def _postgresql_source(kinds: Sequence[Any], connection: Any) -> str:
    definition = ", ".join(
        f"column{number} {kind.cast_db_type(connection)}"
        for number, kind in enumerate(kinds, start=1)
    )
    return f"json_to_recordset(%s::json) AS given({definition})"


@functools.cache
def _insert_sql(given: _Given, on_conflict: str, returning: tuple[str, ...]) -> str:
    sql = f"INSERT INTO {given.table} ({', '.join(given.columns)}) SELECT * FROM {given.source}"  # noqa: S608
    if on_conflict:
        sql += f" WHERE true ON CONFLICT {on_conflict}"  # else SQLite takes ON for a join's
    if returning:
        quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
        sql += f" RETURNING {', '.join(map(quote, returning))}"
    return sql


@functools.cache
def _update_sql(given: _Given) -> str:
    key, *changed = given.columns
    changes = ", ".join(
        f"{column} = given.column{number}" for number, column in enumerate(changed, start=2)
    )
    return (
        f"UPDATE {given.table} SET {changes} FROM {given.source} "  # noqa: S608
        f"WHERE {given.table}.{key} = given.column1"
    )


def _parts(rows: Sequence[Sequence[Any]]) -> Iterator[Sequence[Sequence[Any]]]:
    for start in range(0, len(rows), MOST_ROWS):
        yield rows[start : start + MOST_ROWS]
