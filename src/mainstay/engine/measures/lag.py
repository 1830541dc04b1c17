"""Lags in days, and cash at the time of service (domain/metrics.md 10 and 11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median

from mainstay.engine.measures.figure import Figure


@dataclass(frozen=True, slots=True)
class Lags:
    """Calendar days between pairs of dates. ``errors`` counts those that ran backwards.

    A backwards lag (a prepaid package, a typing error) is counted as 0 and listed.
    """

    days: tuple[int, ...]
    errors: int


def lags(pairs: Iterable[tuple[date, date]]) -> Lags:
    """The days from the first to the second date of each pair."""
    spans = [(later - earlier).days for earlier, later in pairs]
    return Lags(tuple(max(span, 0) for span in spans), sum(span < 0 for span in spans))


def mean_lag(name: str, lags: Lags) -> Figure:
    """The mean of the lags, per line."""
    return Figure(name, sum(lags.days), len(lags.days), "days")


def median_lag(name: str, lags: Lags) -> Figure:
    """The middle lag; between two middles, halfway."""
    if not lags.days:
        return Figure(name, 0, 0, "days")
    middle = median([Fraction(days) for days in lags.days])
    return Figure(name, middle, 1, "days")


def share_within(name: str, lags: Lags, days: int) -> Figure:
    """The share of lags of at most ``days`` days; one day stands for "within 24 hours"."""
    return Figure(name, sum(lag <= days for lag in lags.days), len(lags.days))


def pos_collection_rate(collected_cents: int, due_cents: int) -> Figure:
    """Patient cash taken at the time of service, of what was due then."""
    return Figure("Point-of-service collection", collected_cents, due_cents)


def pos_share_of_patient_cash(collected_cents: int, patient_cash_cents: int) -> Figure:
    """Patient cash taken at the time of service, of all patient cash (HFMA's denominator)."""
    return Figure("Point-of-service share of patient cash", collected_cents, patient_cash_cents)
