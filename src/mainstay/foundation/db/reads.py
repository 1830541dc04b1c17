"""Reads whose SQL is written once and asked again with other values.

Django writes the SQL of a query anew each time, which takes it several times as long as the
database takes to answer. Bulk work asks the same few questions for every chunk, so it describes
each of them once::

    @written_once
    def _open_parts(practice_id: int, file_ids: Collection[int]) -> Rows:
        return Part.objects.for_practice(practice_id).filter(file__in=file_ids).values_list("id")

The text is the same for one id and for a thousand, so the database may keep its plan as well.
"""

import functools
import inspect
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ParamSpec, get_args, get_origin, get_type_hints

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.expressions import Expression

P = ParamSpec("P")
Rows = models.QuerySet[Any, Any]
"""What a described read returns: a queryset ending in ``values_list``."""

_COLUMNS: Mapping[type, tuple[Any, str]] = {
    int: (models.BigIntegerField, "bigint"),
    str: (models.TextField, "text"),
    date: (models.DateField, "date"),
}


class _Slot(Expression):
    """Stands for a parameter while the SQL is written: one value, or a list of any length."""

    def __init__(self, name: str, kind: type, is_list: bool) -> None:
        column, self.database_type = _COLUMNS[kind]
        super().__init__(output_field=column())
        self.name, self.is_list = name, is_list

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        if not self.is_list:
            return "%s", [self]
        if connection.vendor == "sqlite":
            return "(SELECT value FROM json_each(%s))", [self]
        elements = f"value::{self.database_type} FROM json_array_elements_text(%s::json)"
        return f"(SELECT {elements})", [self]


@dataclass(frozen=True, slots=True)
class _Written:
    """A read as the database gets it, and how its answer becomes Python's values."""

    sql: str
    parameters: tuple[Any, ...]
    converters: tuple[tuple[int, tuple[Callable[..., Any], ...], Any], ...]
    is_flat: bool


def written_once(describe: Callable[P, Rows]) -> Callable[P, list[Any]]:
    """Let this read's SQL be written at its first call only; the call returns the rows at once.

    Parameters must be annotated: ``int``, ``str``, ``date``, or a ``Collection`` of one of them
    (for ``__in``). None has no place among their values. What is described may depend on nothing
    but the parameters.

    Raises:
        TypeError: a parameter is annotated otherwise.
    """
    signature = inspect.signature(describe)
    written: dict[str, _Written] = {}

    @functools.wraps(describe)
    def read(*args: P.args, **kwargs: P.kwargs) -> list[Any]:
        connection = connections[DEFAULT_DB_ALIAS]
        if connection.vendor not in written:
            written[connection.vendor] = _write(describe, connection)
        values = signature.bind(*args, **kwargs).arguments
        return _ask(written[connection.vendor], values, connection)

    return read


def _write(describe: Callable[..., Rows], connection: Any) -> _Written:
    hints = get_type_hints(describe)
    slots = {name: _slot(name, hints[name]) for name in inspect.signature(describe).parameters}
    described = describe(**slots)
    compiler = described.query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    selected = [expression for expression, _, _ in compiler.select]
    converters = compiler.get_converters(selected).items()
    return _Written(
        sql,
        tuple(parameters),
        tuple((place, tuple(steps), column) for place, (steps, column) in converters),
        described._iterable_class is models.query.FlatValuesListIterable,
    )


def _slot(name: str, annotation: Any) -> _Slot:
    is_list = get_origin(annotation) is not None
    kind = get_args(annotation)[0] if is_list else annotation
    if kind not in _COLUMNS:
        raise TypeError(f"{name}: a read that is written once takes no {annotation}.")
    return _Slot(name, kind, is_list)


def _ask(written: _Written, values: Mapping[str, Any], connection: Any) -> list[Any]:
    bound = [
        _bound(values[one.name], one.is_list) if isinstance(one, _Slot) else one
        for one in written.parameters
    ]
    with connection.cursor() as cursor:
        cursor.execute(written.sql, bound)
        rows: Iterable[Any] = cursor.fetchall()
    if written.converters:
        rows = [_converted(row, written, connection) for row in rows]
    return [row[0] for row in rows] if written.is_flat else list(rows)


def _bound(value: Any, is_list: bool) -> Any:
    """A list as one JSON text, a date as its ISO form: both engines take them."""
    if is_list:
        return json.dumps(list(value), default=date.isoformat)
    return value.isoformat() if isinstance(value, date) else value


def _converted(row: Collection[Any], written: _Written, connection: Any) -> tuple[Any, ...]:
    values = list(row)
    for place, steps, column in written.converters:
        for step in steps:
            values[place] = step(values[place], column, connection)
    return tuple(values)
