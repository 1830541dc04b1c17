"""Accounts receivable by age (domain/metrics.md 7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mainstay.engine.measures.figure import Figure

BUCKETS = ("0-30", "31-60", "61-90", "91-120", "121+")
_LAST_DAY = (30, 60, 90, 120)


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One open balance. ``basis_on`` is the date it ages from (by default the last service)."""

    basis_on: date
    cents: int


@dataclass(frozen=True, slots=True)
class Aging:
    """Debit balances by bucket and, apart, the credits: together they foot to the ledger."""

    by_bucket: dict[str, int]
    credit_cents: int

    @property
    def debit_cents(self) -> int:
        return sum(self.by_bucket.values())

    @property
    def total_cents(self) -> int:
        return self.debit_cents + self.credit_cents


def aging_bucket(age_days: int) -> str:
    """The bucket of an age in days: day 30 is in 0-30, day 31 in 31-60; below 0 is 0-30."""
    for last_day, bucket in zip(_LAST_DAY, BUCKETS, strict=False):
        if age_days <= last_day:
            return bucket
    return BUCKETS[-1]


def aging(items: Iterable[OpenItem], as_of: date) -> Aging:
    """Sort open balances by age at the end of ``as_of``; negative ones are credits."""
    by_bucket = dict.fromkeys(BUCKETS, 0)
    credit_cents = 0
    for item in items:
        if item.cents < 0:
            credit_cents += item.cents
        else:
            by_bucket[aging_bucket((as_of - item.basis_on).days)] += item.cents
    return Aging(by_bucket, credit_cents)


def ar_over_90_rate(ages: Aging) -> Figure:
    """Debit A/R older than 90 days, of all debit A/R."""
    return _rate_of_last("A/R over 90 days", ages, 2)


def ar_over_120_rate(ages: Aging) -> Figure:
    """Debit A/R older than 120 days, of all debit A/R."""
    return _rate_of_last("A/R over 120 days", ages, 1)


def _rate_of_last(name: str, ages: Aging, count: int) -> Figure:
    old = sum(ages.by_bucket[bucket] for bucket in BUCKETS[-count:])
    return Figure(name, old, ages.debit_cents)
