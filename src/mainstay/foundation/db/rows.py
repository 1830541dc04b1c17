"""Bulk writes: inserts in which the insert decides what is new (law 4), and updates by id."""

from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

_PLAIN = (models.IntegerField, models.CharField, models.TextField, models.BooleanField)
MOST_VALUES = 30_000  # SQLite takes 32,766 values in one statement


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
        The ``returning`` columns of the rows that were written, as the database gives them.
    """
    columns: list[Any] = [model._meta.get_field(name) for name in fields]
    quote = connection.ops.quote_name
    head = (
        f"INSERT INTO {quote(model._meta.db_table)} "  # noqa: S608  (names of our own models)
        f"({', '.join(quote(column.column) for column in columns)}) VALUES "
    )
    tail = f" ON CONFLICT {on_conflict}" if on_conflict else ""
    if returning:
        tail += f" RETURNING {', '.join(quote(name) for name in returning)}"
    one = f"({', '.join(['%s'] * len(columns))})"
    written: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for part in _parts(rows, MOST_VALUES // len(columns)):
            values = _values(columns, part)
            cursor.execute(head + ", ".join([one] * len(part)) + tail, values)
            if returning:
                written.extend(cursor.fetchall())
    return written


def update(model: type[models.Model], fields: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Change many rows at once: each of ``rows`` is an id and its values for ``fields``.

    The same as Django's ``bulk_update``, whose CASE for every value of every row takes tens of
    times as long. Call it with rows of one practice, whose ids were read under its scope.
    """
    columns: list[Any] = [model._meta.pk, *(model._meta.get_field(name) for name in fields)]
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    changes = ", ".join(
        f"{quote(column.column)} = {_typed(column, f'new.column{number}')}"
        for number, column in enumerate(columns[1:], start=2)
    )
    head = f"UPDATE {table} SET {changes} FROM (VALUES "  # noqa: S608  (names of our own models)
    tail = f") AS new WHERE {table}.{quote(columns[0].column)} = new.column1"
    one = f"({', '.join(['%s'] * len(columns))})"
    with connection.cursor() as cursor:
        for part in _parts(rows, MOST_VALUES // len(columns)):
            values = _values(columns, part)
            cursor.execute(head + ", ".join([one] * len(part)) + tail, values)


def _typed(column: Any, value: str) -> str:
    """A value from a list of VALUES, which PostgreSQL takes for text where all of them are NULL."""
    if connection.vendor == "sqlite":
        return value
    kind = column.target_field if isinstance(column, models.ForeignKey) else column
    return f"CAST({value} AS {kind.cast_db_type(connection)})"


def _values(columns: Sequence[Any], rows: Sequence[Sequence[Any]]) -> list[Any]:
    """All values in their order, as the database takes them.

    Most are numbers and text that Django would give back unchanged, much later: those are left
    alone, and only columns of other kinds are asked to prepare theirs.
    """
    asked = [(place, one) for place, column in enumerate(columns) if (one := _preparing(column))]
    values: list[Any] = []
    for row in rows:
        prepared = list(row)
        for place, prepare in asked:
            if prepared[place] is not None:
                prepared[place] = prepare(prepared[place])
        values += prepared
    if len(values) != len(columns) * len(rows):
        raise ValueError("A row has not as many values as it has columns.")
    if any(issubclass(kind, Enum) for kind in set(map(type, values))):
        values = [value.value if isinstance(value, Enum) else value for value in values]
    return values


def _preparing(column: Any) -> Callable[[Any], Any] | None:
    """How a value of this column is prepared; None where it is taken as it is."""
    if isinstance(column, models.ForeignKey):
        column = column.target_field
    if isinstance(column, _PLAIN):
        return None
    writing = connections[DEFAULT_DB_ALIAS]  # the proxy would be resolved anew for every value
    if type(column) is models.DateField:
        return writing.ops.adapt_datefield_value
    return lambda value: column.get_db_prep_save(value, writing)


def _parts(rows: Sequence[Sequence[Any]], size: int) -> Iterator[Sequence[Sequence[Any]]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
