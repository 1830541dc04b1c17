"""Let late work climb: tell the next person up, and say to whom it went and why."""

from collections.abc import Sequence
from datetime import UTC, datetime, time

from django.db import transaction

from mainstay.engine.worktime import OfficeCalendar
from mainstay.foundation.db import locked, rows
from mainstay.foundation.tenancy.queries import calendar_of
from mainstay.foundation.work.escalation import Step, next_climb, steps_of
from mainstay.foundation.work.models import Function, WorkChange, WorkItem
from mainstay.foundation.work.queries.staffing import Roster, roster
from mainstay.foundation.work.states import OPEN

AT_ONCE = 2_000
READ = (
    "function_id", "state", "level", "due_at", "touched_at", "told_user_id", "row_version",
)  # fmt: skip
Climb = tuple[WorkItem, str, int | None, str, datetime | None]
"""An item, the act, who is told, why, and when its next step is due."""


def climb(practice_id: int, *, at: datetime) -> int:
    """Take every open item whose step upward is due one step up; how many there were.

    After its last step an item that nobody touched for its function's ``untouched_days`` is told
    to the manager again, and again after as long.
    """
    total, ladder = 0, _Ladder(practice_id, at)
    while climbed := _climb_some(practice_id, ladder, at):
        total += climbed
    return total


def _climb_some(practice_id: int, ladder: "_Ladder", at: datetime) -> int:
    with transaction.atomic():
        due = WorkItem.objects.for_practice(practice_id).filter(
            state__in=[state.value for state in OPEN], escalates_at__lte=at
        )
        some = locked(due, skip_held=True).order_by("escalates_at", "id").only(*READ)[:AT_ONCE]
        items = list(some)
        if not items:
            return 0
        climbs = [ladder.step_up(item) for item in items]
        rows.update(
            WorkItem,
            ("level", "told_user_id", "escalates_at", "row_version"),
            [
                (item.pk, item.level + (act == "escalate"), told, next_at, item.row_version + 1)
                for item, act, told, _, next_at in climbs
            ],
        )
        _record(practice_id, [one for one in climbs if one[1]], at)
    return len(items)


def _record(practice_id: int, climbs: Sequence[Climb], at: datetime) -> None:
    rows.insert(
        WorkChange,
        (
            "practice", "item", "at", "via", "act", "to_user_id", "from_state", "to_state", "note",
        ),
        [
            (practice_id, item.pk, at, "job", act, told, item.state, item.state, why)
            for item, act, told, why, _ in climbs
        ],
    )  # fmt: skip


class _Ladder:
    """The steps of each function of a practice, and who stands on them now."""

    def __init__(self, practice_id: int, at: datetime) -> None:
        self._at = at
        self._calendar: OfficeCalendar = calendar_of(practice_id, today=at.date())
        self._roster: Roster = roster(practice_id, at=at)
        functions: dict[int, Function] = Function.objects.for_practice(practice_id).in_bulk()
        self._functions = functions
        self._steps = {pk: steps_of(one.escalation) for pk, one in functions.items()}
        self._next: dict[tuple[int, int, datetime], datetime | None] = {}
        self._silence: dict[tuple[int, datetime], datetime] = {}

    def step_up(self, item: WorkItem) -> Climb:
        """One step up for an item whose step is due."""
        steps = self._steps[item.function_id]
        if item.level < len(steps):
            step = steps[item.level]
            told = self._person(item.function_id, step)
            after = "when it fell due" if not step.after_hours else _late(step.after_hours)
            return item, "escalate", told, f"{after}: {step.to}"[:300], self._after(item, steps)
        silent_until = self._end_of_silence(item, item.touched_at)
        if silent_until > self._at:
            return item, "", item.told_user_id, "", silent_until
        days = self._functions[item.function_id].untouched_days
        why = f"nobody touched it for {days} business days"
        return item, "untouched", self._roster.manager(), why, self._end_of_silence(item, self._at)

    def _after(self, item: WorkItem, steps: tuple[Step, ...]) -> datetime:
        """When the step after this one is due, or silence is told."""
        assert item.due_at is not None  # what climbs is due
        key = (item.function_id, item.level + 1, item.due_at)
        if key not in self._next:
            self._next[key] = next_climb(steps, item.level + 1, item.due_at, self._calendar)
        return self._next[key] or self._end_of_silence(item, item.touched_at)

    def _end_of_silence(self, item: WorkItem, since: datetime) -> datetime:
        """When an item untouched ``since`` was left alone for too long."""
        key = (item.function_id, since)
        if key not in self._silence:
            days = self._functions[item.function_id].untouched_days
            zone = self._calendar.zone
            on = self._calendar.days_after(since.astimezone(zone).date(), days)
            opens = (self._calendar.hours_on(on) or (time(),))[0]
            self._silence[key] = datetime.combine(on, opens, zone).astimezone(UTC)
        return self._silence[key]

    def _person(self, function_id: int, step: Step) -> int | None:
        """Who stands on a step now: nobody where its person is away or not named."""
        staffing = self._roster.by_function[function_id]
        away = self._roster.away
        if step.to == "manager":
            return self._roster.manager()
        if step.to == "backup":
            return next((one for one in staffing.backups if one not in away), None)
        told = staffing.owner_user_id if step.to == "owner" else int(step.to)
        return told if told not in away else self._roster.manager()


def _late(hours: int) -> str:
    return f"{hours} business hour{'s' if hours != 1 else ''} late"
