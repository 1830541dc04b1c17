"""Bulk writes: inserts in which the insert decides what is new (law 4), and updates by id."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

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
        The ``returning`` columns of the rows that were written, as the database gives them; in
        the order of ``rows`` where no conflict left one out.
    """
    columns: list[Any] = [model._meta.get_field(name) for name in fields]
    quote = connection.ops.quote_name
    head = (
        f"INSERT INTO {quote(model._meta.db_table)} "
        f"({', '.join(quote(column.column) for column in columns)}) "
    )
    tail = f" ON CONFLICT {on_conflict}" if on_conflict else ""
    if returning:
        tail += f" RETURNING {', '.join(quote(name) for name in returning)}"
    written: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for part in _parts(rows, MOST_VALUES // len(columns)):
            given, values = _given(columns, part)
            source = f"SELECT * FROM {given}" if _is_postgresql() else given  # noqa: S608
            cursor.execute(head + source + tail, values)
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
        f"{quote(column.column)} = given.column{number}"
        for number, column in enumerate(columns[1:], start=2)
    )
    with connection.cursor() as cursor:
        for part in _parts(rows, MOST_VALUES // len(columns)):
            given, values = _given(columns, part)
            source = given if _is_postgresql() else f"({given}) AS given"
            cursor.execute(
                f"UPDATE {table} SET {changes} FROM {source} "  # noqa: S608
                f"WHERE {table}.{quote(columns[0].column)} = given.column1",
                values,
            )


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _given(columns: Sequence[Any], rows: Sequence[Sequence[Any]]) -> tuple[str, list[Any]]:
    """Rows as a statement takes them: what stands for them, and its parameters.

    SQLite takes a list of VALUES. To PostgreSQL they go as one JSON text, since its driver takes
    longer to place some thousand parameters than the server to write the rows.
    """
    if _is_postgresql():
        definition = ", ".join(
            f"column{number} {_type_of(column)}" for number, column in enumerate(columns, start=1)
        )
        return f"json_to_recordset(%s::json) AS given({definition})", [_as_json(columns, rows)]
    one = f"({', '.join(['%s'] * len(columns))})"
    return f"VALUES {', '.join([one] * len(rows))}", _values(columns, rows)


def _type_of(column: Any) -> str:
    kind = column.target_field if isinstance(column, models.ForeignKey) else column
    return str(kind.cast_db_type(connection))


def _as_json(columns: Sequence[Any], rows: Sequence[Sequence[Any]]) -> str:
    names = [f"column{number}" for number in range(1, len(columns) + 1)]
    return json.dumps([dict(zip(names, row, strict=True)) for row in rows], default=_plain)


def _plain(value: Any) -> Any:
    """A value that JSON does not know, as the text that PostgreSQL reads."""
    if isinstance(value, date):  # and a datetime, which is one
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a row.")


def _values(columns: Sequence[Any], rows: Sequence[Sequence[Any]]) -> list[Any]:
    """All values in their order, as SQLite takes them.

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
