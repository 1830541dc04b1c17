"""The days of a month's page (domain/metrics.md 17). Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
CHARGE_WINDOW_DAYS = 90
MATURE_AFTER_DAYS = 120
PERIOD_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Days:
    """A closed interval of dates."""

    first: date
    last: date

    @property
    def length(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


def month_of(day: date) -> date:
    """A month is named by its first day."""
    return day.replace(day=1)


def shifted(month: date, months: int) -> date:
    """The month so many months later; earlier when negative."""
    years, index = divmod(month.year * 12 + month.month - 1 + months, 12)
    return date(years, index + 1, 1)


def last_day(month: date) -> date:
    """The last day of a month."""
    return shifted(month, 1) - ONE_DAY


def span(first: date, last: date) -> Iterator[date]:
    """The months from one to another, both included."""
    month = first
    while month <= last:
        yield month
        month = shifted(month, 1)


def parse_month(text: str) -> date:
    """A month written as 2026-03.

    Raises:
        ValueError: it is not written so, or there is no such month.
    """
    try:
        if len(text) != 7:
            raise ValueError(text)
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise ValueError(f"Write a month as 2026-03, not {text!r}.") from None


def as_of_day(month: date, today: date) -> date:
    """A month is looked at from its last day; while it runs, from today."""
    return min(last_day(month), today)


def charge_window(as_of: date, began_on: date | None) -> Days:
    """The 90 days that end on ``as_of``; fewer where the history began later."""
    first = as_of - timedelta(days=CHARGE_WINDOW_DAYS - 1)
    return Days(first if began_on is None else min(max(first, began_on), as_of), as_of)


def cohort_month(as_of: date) -> date:
    """The newest month of service that ended at least 120 days before."""
    return shifted(month_of(as_of - timedelta(days=MATURE_AFTER_DAYS) + ONE_DAY), -1)


def period(as_of: date) -> Days:
    """The twelve months that end on ``as_of``."""
    return Days(shifted(month_of(as_of), 1 - PERIOD_MONTHS), as_of)
