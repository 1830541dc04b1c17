"""Open work items: each once for its cause."""

import uuid
from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction

from mainstay.foundation import clock
from mainstay.foundation.db import rows
from mainstay.foundation.db.reads import Rows, written_once
from mainstay.foundation.tenancy.models import Practice
from mainstay.foundation.work.errors import UnknownFunction
from mainstay.foundation.work.item import NewItem
from mainstay.foundation.work.models import Function, WorkChange, WorkItem
from mainstay.foundation.work.services.functions import ensure_functions
from mainstay.foundation.work.states import State
from mainstay.foundation.work.turnaround import due_after

FunctionRow = tuple[int, int]
"""A function's id and its turnaround in hours."""

FIELDS = (
    "public_id",
    "practice",
    "function",
    "cause_key",
    "subject_kind",
    "subject_key",
    "title",
    "value_cents",
    "occurred_on",
    "opened_at",
    "due_at",
    "deadline_on",
    "state",
    "outcome",
    "row_version",
)


def open_item(
    practice_id: int,
    function: str,
    cause_key: str,
    *,
    subject_kind: str,
    subject_key: str,
    title: str,
    value_cents: int = 0,
    due_at: datetime | None = None,
    deadline_on: date | None = None,
    occurred_on: date | None = None,
    at: datetime | None = None,
    via: str = "job",
) -> bool:
    """Open one item; whether it was new. See ``open_many``."""
    item = NewItem(
        function=function,
        cause_key=cause_key,
        subject_kind=subject_kind,
        subject_key=subject_key,
        title=title,
        value_cents=value_cents,
        due_at=due_at,
        deadline_on=deadline_on,
        occurred_on=occurred_on,
    )
    return bool(open_many(practice_id, [item], at=at, via=via))


def open_many(
    practice_id: int, items: Iterable[NewItem], *, at: datetime | None = None, via: str = "job"
) -> set[str]:
    """Open items, and return the cause keys that were new.

    The insert decides: a cause that has an item, open or done, gets no second one.

    Raises:
        UnknownFunction: an item names a function that the practice does not have.
    """
    wanted = list(items)
    if not wanted:
        return set()
    at = at or clock.now()
    [zone] = _zone(practice_id)
    with transaction.atomic():
        functions = _functions(practice_id, {item.function for item in wanted})
        opened = rows.insert(
            WorkItem,
            FIELDS,
            [_row(practice_id, functions[item.function], item, at, zone) for item in wanted],
            on_conflict="(practice_id, cause_key) DO NOTHING",
            returning=("id", "cause_key"),
        )
        rows.insert(
            WorkChange,
            ("practice", "item", "at", "via", "act", "from_state", "to_state", "note"),
            [
                (practice_id, item_id, at, via, "open", "", State.NEW.value, "")
                for item_id, _ in opened
            ],
        )
    return {cause_key for _, cause_key in opened}


def _row(
    practice_id: int, function: FunctionRow, item: NewItem, at: datetime, zone: str
) -> tuple[object, ...]:
    function_id, turnaround_hours = function
    return (
        uuid.uuid4(),
        practice_id,
        function_id,
        item.cause_key,
        item.subject_kind,
        item.subject_key,
        item.title[:300],
        item.value_cents,
        item.occurred_on or clock.date_in(zone, at),
        at,
        item.due_at or due_after(at, turnaround_hours, zone),
        item.deadline_on,
        State.NEW.value,
        "",
        1,
    )


def _functions(practice_id: int, codes: set[str]) -> dict[str, FunctionRow]:
    """The functions of these codes; a practice that lacks the standard ones gets them."""
    found = _stored(practice_id, codes)
    if codes - found.keys():
        ensure_functions(practice_id)
        found = _stored(practice_id, codes)
    if unknown := sorted(codes - found.keys()):
        raise UnknownFunction(unknown[0])
    return found


def _stored(practice_id: int, codes: set[str]) -> dict[str, FunctionRow]:
    return {
        code: (function_id, hours)
        for code, function_id, hours in _function_rows(practice_id, codes)
    }


@written_once
def _function_rows(practice_id: int, codes: Collection[str]) -> Rows:
    functions = Function.objects.for_practice(practice_id).filter(code__in=codes)
    return functions.values_list("code", "id", "turnaround_hours")


@written_once
def _zone(practice_id: int) -> Rows:
    return Practice.objects.filter(pk=practice_id).values_list("zone", flat=True)
