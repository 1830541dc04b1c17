"""The practice's calendar: business days and months. No clock: every date is given."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

ONE_DAY = timedelta(days=1)


def is_business_day(day: date) -> bool:
    """Monday to Friday, except the six days nearly every office is closed."""
    return day.weekday() < 5 and day not in _holidays(day.year)


def business_days(first: date, last: date) -> list[date]:
    """The business days from ``first`` to ``last``, both included."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if is_business_day(day)]


def on_or_after(day: date) -> date:
    """``day``, or the first business day after it."""
    while not is_business_day(day):
        day += ONE_DAY
    return day


def later(day: date, count: int) -> date:
    """The business day ``count`` business days after ``day``."""
    for _ in range(count):
        day = on_or_after(day + ONE_DAY)
    return day


def add_months(first_of_month: date, count: int) -> date:
    """The first day of the month ``count`` months away."""
    months = first_of_month.year * 12 + first_of_month.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


def last_of_month(day: date) -> date:
    """The last day of the month of ``day``."""
    return add_months(day.replace(day=1), 1) - ONE_DAY


@cache
def _holidays(year: int) -> frozenset[date]:
    thursdays = [date(year, 11, n) for n in range(1, 31) if date(year, 11, n).weekday() == 3]
    memorial = max(date(year, 5, n) for n in range(25, 32) if date(year, 5, n).weekday() == 0)
    labor = min(date(year, 9, n) for n in range(1, 8) if date(year, 9, n).weekday() == 0)
    fixed = [date(year, 1, 1), date(year, 7, 4), date(year, 12, 25)]
    return frozenset([*fixed, memorial, labor, thursdays[3]])
