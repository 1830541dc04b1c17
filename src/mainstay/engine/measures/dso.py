"""Days in accounts receivable, gross (domain/metrics.md 6)."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from mainstay.engine.measures.figure import Figure
from mainstay.engine.measures.period import Period

DEFAULT_DAYS = 90


def days_in_ar(ar_debit_cents: int, charges_cents: int, days: int = DEFAULT_DAYS) -> Figure:
    """Open debit balances over the average daily charge.

    ``ar_debit_cents`` holds balances above zero only; credits and unapplied cash stand beside it,
    for netting them hides slow A/R. ``charges_cents`` are those posted in the last ``days``,
    voids netted. A practice younger than the window passes the days it has.

    Raises:
        ValueError: ``days`` is not positive.
    """
    if days <= 0:
        raise ValueError("an average daily charge needs at least one day")
    return Figure("Days in A/R", ar_debit_cents, Fraction(charges_cents, days), "days")


def days_sales_window(as_of: date, days: int = DEFAULT_DAYS) -> Period:
    """The ``days`` days that end with ``as_of``."""
    return Period(as_of - timedelta(days=days - 1), as_of)
