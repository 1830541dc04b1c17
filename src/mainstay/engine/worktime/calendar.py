"""Business days and opening hours."""

from __future__ import annotations

from collections.abc import Set
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

NO_HOLIDAYS: frozenset[date] = frozenset()
_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


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


def business_hours_after(  # noqa: PLR0917 - moment, amount and calendar read in this order
    moment_utc: datetime,
    hours: int,
    zone: ZoneInfo,
    opens: time,
    closes: time,
    holidays: Set[date] = NO_HOLIDAYS,
) -> datetime:
    """The moment, in UTC, when ``hours`` of opening time have passed since ``moment_utc``.

    Only time between ``opens`` and ``closes`` on business days of ``zone`` counts, as it truly
    elapses: a day on which the clock changes inside opening hours is an hour shorter or longer.
    Time that runs out exactly at closing ends there, not at the next opening.

    Raises:
        ValueError: a naive moment, negative hours, or a day that closes before it opens.
    """
    if moment_utc.tzinfo is None:
        raise ValueError("pass an aware moment; a naive one has no place in time")
    if hours < 0 or opens >= closes:
        raise ValueError("hours must not be negative and a day must open before it closes")
    left = timedelta(hours=hours)
    moment = moment_utc.astimezone(UTC)
    day = moment.astimezone(zone).date()
    while True:
        day = _first_business_day(day, holidays)
        start = max(_utc(day, opens, zone), moment)
        end = _utc(day, closes, zone)
        if start + left <= end:
            return start + left
        left -= max(end - start, timedelta(0))
        day += _ONE_DAY


def _first_business_day(day: date, holidays: Set[date]) -> date:
    while not is_business_day(day, holidays):
        day += _ONE_DAY
    return day


def _utc(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)
