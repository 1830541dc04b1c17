"""When late work climbs, and to whom. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mainstay.engine.worktime import OfficeCalendar

PLACES = ("owner", "backup", "manager")


@dataclass(frozen=True, slots=True)
class Step:
    """After so many business hours late, tell the owner, the first backup, a manager or a person."""

    after_hours: int
    to: str | int


def steps_of(stored: Sequence[dict[str, Any]]) -> tuple[Step, ...]:
    """The steps as a function keeps them, the earliest first."""
    steps = (Step(one["after_hours"], one["to"]) for one in stored)
    return tuple(sorted(steps, key=lambda step: step.after_hours))


def next_climb(
    steps: Sequence[Step], level: int, due_at: datetime, calendar: OfficeCalendar
) -> datetime | None:
    """When the step at ``level`` is due (UTC); None when there is no further one."""
    if level >= len(steps):
        return None
    hours = steps[level].after_hours
    return calendar.after(due_at, hours) if hours else due_at
