"""Which days a month's page looks at (domain/metrics.md 17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from mainstay.engine.measures.collection import MATURE_DAYS

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """A closed interval of dates."""

    first_on: date
    last_on: date

    def __contains__(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on

    @property
    def days(self) -> int:
        return (self.last_on - self.first_on).days + 1


def month_window(month: date) -> Period:
    """The calendar month in which ``month`` lies. Its last day is the page's ``as_of``."""
    first_on = month.replace(day=1)
    next_first_on = (first_on + timedelta(days=31)).replace(day=1)
    return Period(first_on, next_first_on - _ONE_DAY)


def month_before(period: Period) -> Period:
    """The calendar month before the one in which ``period`` begins."""
    return month_window(period.first_on.replace(day=1) - _ONE_DAY)


def collection_cohort(as_of: date) -> Period:
    """The newest month of service that ended at least 120 days before ``as_of``.

    Net collection on the page of a month is that of this cohort, labelled with its own month.
    """
    newest_end = as_of - timedelta(days=MATURE_DAYS)
    month = month_window(newest_end)
    return month if month.last_on == newest_end else month_before(month)


def collection_cohorts(as_of: date, count: int = 12) -> tuple[Period, ...]:
    """The ``count`` newest mature cohorts, oldest first: the trend of net collection."""
    months = [collection_cohort(as_of)]
    while len(months) < count:
        months.append(month_before(months[-1]))
    return tuple(reversed(months))


def twelve_months_to(as_of: date) -> Period:
    """The twelve calendar months that end with the month of ``as_of``, up to that day."""
    month = month_window(as_of)
    for _ in range(11):
        month = month_before(month)
    return Period(month.first_on, as_of)
