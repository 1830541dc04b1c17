"""Open work items: each once for its cause."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from mainstay.foundation import clock
from mainstay.foundation.db import rows
from mainstay.foundation.db.reads import Rows, written_once
from mainstay.foundation.tenancy.queries import calendar_of
from mainstay.foundation.work.errors import UnknownFunction
from mainstay.foundation.work.escalation import Step, next_climb, steps_of
from mainstay.foundation.work.item import NewItem
from mainstay.foundation.work.models import Function, WorkChange, WorkItem
from mainstay.foundation.work.queries.staffing import Roster, roster
from mainstay.foundation.work.services.functions import ensure_functions
from mainstay.foundation.work.states import State

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
    "holder_user_id",
    "holder_team_id",
    "level",
    "escalates_at",
    "touched_at",
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
    with transaction.atomic():
        desk = _Desk(practice_id, {item.function for item in wanted}, at)
        opened = rows.insert(
            WorkItem,
            FIELDS,
            [desk.row(item) for item in wanted],
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


@dataclass(frozen=True, slots=True)
class _Standard:
    """A function as a new item needs it."""

    id: int
    turnaround_hours: int
    steps: tuple[Step, ...]


class _Desk:
    """Gives new items their clock and their holder; asks the practice's calendar and people once."""

    def __init__(self, practice_id: int, codes: set[str], at: datetime) -> None:
        self._practice_id, self._at = practice_id, at
        self._standards = _standards(practice_id, codes)
        self._calendar = calendar_of(practice_id, today=at.date())
        self._roster: Roster = roster(practice_id, at=at)
        self._due: dict[int, datetime] = {}

    def row(self, item: NewItem) -> tuple[object, ...]:
        """The item's row: due after its function's turnaround, with whoever does it now."""
        standard = self._standards[item.function]
        due_at = item.due_at or self._due_after(standard.turnaround_hours)
        holder = self._roster.holder(standard.id)
        return (
            uuid.uuid4(),
            self._practice_id,
            standard.id,
            item.cause_key,
            item.subject_kind,
            item.subject_key,
            item.title[:300],
            item.value_cents,
            item.occurred_on or self._at.astimezone(self._calendar.zone).date(),
            self._at,
            due_at,
            item.deadline_on,
            holder.user_id,
            holder.team_id,
            0,
            next_climb(standard.steps, 0, due_at, self._calendar),
            self._at,
            State.NEW.value,
            "",
            1,
        )

    def _due_after(self, hours: int) -> datetime:
        if hours not in self._due:
            self._due[hours] = self._calendar.after(self._at, hours)
        return self._due[hours]


def _standards(practice_id: int, codes: set[str]) -> dict[str, _Standard]:
    """The functions of these codes; a practice that lacks the standard ones gets them."""
    found = _stored(practice_id, codes)
    if codes - found.keys():
        ensure_functions(practice_id)
        found = _stored(practice_id, codes)
    if unknown := sorted(codes - found.keys()):
        raise UnknownFunction(unknown[0])
    return found


def _stored(practice_id: int, codes: set[str]) -> dict[str, _Standard]:
    return {
        code: _Standard(function_id, hours, steps_of(escalation))
        for code, function_id, hours, escalation in _function_rows(practice_id, codes)
    }


@written_once
def _function_rows(practice_id: int, codes: Collection[str]) -> Rows:
    functions = Function.objects.for_practice(practice_id).filter(code__in=codes)
    return functions.values_list("code", "id", "turnaround_hours", "escalation")
