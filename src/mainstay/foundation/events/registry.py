"""Who hears of which event. Filled once, at start-up, from the tables in ``mainstay.pipelines``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mainstay.foundation.events.event import Event


@dataclass(frozen=True, slots=True)
class Later:
    """A job to ask for when an event is published; its payload is the event's.

    ``lane`` names the job's dedupe key: events with the same name wake one job. Without it each
    event has a job of its own.
    """

    job_kind: str
    lane: Callable[[Any], str] | None = None


Now = Callable[[Any], None]

now: dict[type[Event], Sequence[Now]] = {}
later: dict[type[Event], Sequence[Later]] = {}


def use(
    now_table: Mapping[type[Event], Sequence[Now]],
    later_table: Mapping[type[Event], Sequence[Later]],
) -> None:
    """Let these tables, and no others, say who listens."""
    now.clear()
    now.update(now_table)
    later.clear()
    later.update(later_table)
