"""Business days and opening hours."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

NO_HOLIDAYS: frozenset[date] = frozenset()
_SATURDAY = 5
_ONE_DAY = timedelta(days=1)
_MOST_DAYS_CLOSED = 366


def is_business_day(day: date, holidays: Set[date] = NO_HOLIDAYS) -> bool:
    """Whether ``day`` is a Monday to Friday that is not a holiday."""
    return day.weekday() < _SATURDAY and day not in holidays


def business_days_after(start_on: date, days: int, holidays: Set[date] = NO_HOLIDAYS) -> date:
    """The date ``days`` business days after ``start_on``; day 1 is the next business day.

    With 0 days it is ``start_on``, or the first business day after it.

    Raises:
        ValueError: ``days`` is negative.
    """
    if days < 0:
        raise ValueError("count business days forward: days must not be negative")
    day = start_on if days else _first_business_day(start_on, holidays)
    for _ in range(days):
        day = _first_business_day(day + _ONE_DAY, holidays)
    return day


def business_days_between(start_on: date, end_on: date, holidays: Set[date] = NO_HOLIDAYS) -> int:
    """How many business days lie after ``start_on``, up to and with ``end_on``.

    0 when it is the same day, or when ``end_on`` is earlier.
    """
    span = range(1, (end_on - start_on).days + 1)
    return sum(is_business_day(start_on + timedelta(days=day), holidays) for day in span)


class Hours(NamedTuple):
    """From when until when an office is open, on its own clock."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class OfficeCalendar:
    """When an office is open: by weekday (Monday first, None closed), but for special days.

    A special day is a holiday (None) or a day with hours of its own, such as a half day.

    Raises:
        ValueError: a week has not seven days, or a day closes before it opens.
    """

    zone: ZoneInfo
    week: tuple[Hours | None, ...]
    special: Mapping[date, Hours | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.week) != len(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")):
            raise ValueError("a week has seven days; a day without hours is None")
        if any(day and day.opens >= day.closes for day in (*self.week, *self.special.values())):
            raise ValueError("a day must open before it closes")

    def hours_on(self, day: date) -> Hours | None:
        """The opening hours of a day; None when the office is closed."""
        return self.special[day] if day in self.special else self.week[day.weekday()]

    def is_open_on(self, day: date) -> bool:
        """Whether the office opens at all that day."""
        return self.hours_on(day) is not None

    def after(self, moment_utc: datetime, hours: int) -> datetime:
        """The moment, in UTC, when ``hours`` of opening time have passed since ``moment_utc``.

        Only opening time counts, as it truly elapses: a day on which the clock changes inside
        opening hours is an hour shorter or longer. Time that runs out exactly at closing ends
        there, not at the next opening.

        Raises:
            ValueError: a naive moment, negative hours, or an office that does not open for a year.
        """
        if moment_utc.tzinfo is None:
            raise ValueError("pass an aware moment; a naive one has no place in time")
        if hours < 0:
            raise ValueError("hours must not be negative")
        left = timedelta(hours=hours)
        moment = moment_utc.astimezone(UTC)
        day = moment.astimezone(self.zone).date()
        while True:
            day, open_hours = self._next_open(day)
            start = max(_utc(day, open_hours.opens, self.zone), moment)
            end = _utc(day, open_hours.closes, self.zone)
            if start + left <= end:
                return start + left
            left -= max(end - start, timedelta(0))
            day += _ONE_DAY

    def days_after(self, start_on: date, days: int) -> date:
        """The date ``days`` open days after ``start_on``; day 1 is the next open day.

        Raises:
            ValueError: ``days`` is negative, or the office does not open for a year.
        """
        if days < 0:
            raise ValueError("count business days forward: days must not be negative")
        day = start_on
        for _ in range(days):
            day, _ = self._next_open(day + _ONE_DAY)
        return day

    def _next_open(self, day: date) -> tuple[date, Hours]:
        """The first open day from ``day`` on, with its hours."""
        for ahead in range(_MOST_DAYS_CLOSED):
            if hours := self.hours_on(day + timedelta(days=ahead)):
                return day + timedelta(days=ahead), hours
        raise ValueError(f"the office does not open for a year after {day}")


def business_hours_after(  # noqa: PLR0917 - moment, amount and calendar read in this order
    moment_utc: datetime,
    hours: int,
    zone: ZoneInfo,
    opens: time,
    closes: time,
    holidays: Set[date] = NO_HOLIDAYS,
) -> datetime:
    """``OfficeCalendar.after`` for an office that is open Monday to Friday, the same hours each day.

    Raises:
        ValueError: a naive moment, negative hours, or a day that closes before it opens.
    """
    week = (*(Hours(opens, closes),) * 5, None, None)
    return OfficeCalendar(zone, week, dict.fromkeys(holidays)).after(moment_utc, hours)


def _first_business_day(day: date, holidays: Set[date]) -> date:
    while not is_business_day(day, holidays):
        day += _ONE_DAY
    return day


def _utc(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)
