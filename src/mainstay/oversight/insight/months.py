"""The days of a month's page (domain/metrics.md 17). Pure."""

from collections.abc import Iterator
from datetime import date

from mainstay.engine.measures import Period, collection_cohort, days_sales_window, month_window


def month_of(day: date) -> date:
    """A month is named by its first day."""
    return day.replace(day=1)


def shifted(month: date, months: int) -> date:
    """The month so many months later; earlier when negative."""
    years, index = divmod(month.year * 12 + month.month - 1 + months, 12)
    return date(years, index + 1, 1)


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
    return min(month_window(month).last_on, today)


def cohort_month(as_of: date, began_on: date | None) -> date | None:
    """The month of service whose collection is looked at; None where the history lacks a part of it.

    Services before the month of the first charge are in the files only by chance.
    """
    month = collection_cohort(as_of).first_on
    return month if began_on is not None and month >= month_of(began_on) else None


def charge_window(as_of: date, began_on: date | None) -> Period:
    """The 90 days of charges that end on ``as_of``; fewer where the history began later."""
    window = days_sales_window(as_of)
    if began_on is None or began_on <= window.first_on:
        return window
    return Period(min(began_on, as_of), as_of)
