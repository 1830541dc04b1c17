"""Who does a job of a kind, what runs when, and who hears when one gives up.

Filled once, at start-up, from the tables in ``mainstay.pipelines``: the packages that know the
answers stand above this one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class TakenJob:
    """A job as its handler gets it. ``practice_id`` is None for work of the installation."""

    id: int
    kind: str
    practice_id: int | None
    payload: Mapping[str, Any]
    dedupe_key: str
    attempts: int
    lease_holder: str
    lease: timedelta


@dataclass(frozen=True, slots=True)
class Schedule:
    """A kind that runs by itself.

    ``run_key`` names the run that is due at a moment (UTC): a day for a daily one. The same name
    never runs twice, however many workers ask.
    """

    kind: str
    run_key: Callable[[datetime], str]
    is_per_practice: bool = True


Handler = Callable[[TakenJob], None]
OnGiveUp = Callable[[TakenJob, str], None]

Mark = Callable[[TakenJob], int]
"""How far a job's work is: any number that changes with each bit of work that is done for good."""

handlers: dict[str, Handler] = {}
marks: dict[str, Mark] = {}
schedules: list[Schedule] = []
on_give_up: list[OnGiveUp] = []


class UnknownKind(Exception):
    """No handler is known for a job's kind."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"No handler is known for jobs of kind {kind}; see pipelines/jobs.py.")


def handler_of(kind: str) -> Handler:
    """The handler of this kind.

    Raises:
        UnknownKind: the tables name none.
    """
    if kind not in handlers:
        raise UnknownKind(kind)
    return handlers[kind]


def use(
    table: Mapping[str, Handler],
    *,
    timetable: Iterable[Schedule] = (),
    when_given_up: Iterable[OnGiveUp] = (),
    progress: Mapping[str, Mark] | None = None,
) -> None:
    """Let the jobs' tables be these, and no others."""
    handlers.clear()
    handlers.update(table)
    marks.clear()
    marks.update(progress or {})
    schedules[:] = timetable
    on_give_up[:] = when_given_up
