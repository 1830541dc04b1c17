"""Who owes us, and for how long: the open items of a day by party and age."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from typing import Any

from django.db.models import Count, Sum

from mainstay.engine.measures import BUCKETS, aging_bucket
from mainstay.foundation.ledger import Kind
from mainstay.foundation.ledger.queries.totals_by_day import totals_by_day
from mainstay.oversight.insight import selection
from mainstay.oversight.insight.models import Item
from mainstay.oversight.insight.queries.collections import patients_visible

AGES: tuple[tuple[int, int | None], ...] = ((0, 30), (31, 60), (61, 90), (91, 120), (121, None))
"""Least and most days of age of each of ``measures.BUCKETS``, both included."""
OVER_90 = (91, None)
PATIENTS = "patients"
_BESIDE = (Kind.RECEIVABLE, Kind.UNAPPLIED, Kind.OFFSET)


@dataclass(slots=True)
class Aging:
    """The open items of one day. Amounts in cents; buckets in the order of ``BUCKETS``.

    ``patients_visible`` is whether files say what patients paid; without, the patients' part is
    assigned to them, not known to be open, and figures leave it out (metrics.md 17).
    ``by_party`` is keyed by the payer's id, or ``PATIENTS`` for all patients together. ``credits``
    are negative; ``counts`` and ``credit_counts`` say how many items each is made of. ``receivable``, ``unapplied`` and ``offset`` are the ledger's own totals:
    buckets and credits add up to ``receivable``, the other two stand beside and are never netted.
    """

    as_of: date
    patients_visible: bool = True
    by_party: dict[str, list[int]] = field(default_factory=dict)
    credits: dict[str, int] = field(default_factory=dict)
    counts: dict[str, list[int]] = field(default_factory=dict)
    credit_counts: dict[str, int] = field(default_factory=dict)
    receivable: int = 0
    unapplied: int = 0
    offset: int = 0

    def add(self, party: str, bucket: int, cents: int, count: int = 1) -> None:
        """Count one open item, or several of one party and bucket and with the same sign."""
        if cents < 0:
            self.credits[party] = self.credits.get(party, 0) + cents
            self.credit_counts[party] = self.credit_counts.get(party, 0) + count
        else:
            self.by_party.setdefault(party, [0] * len(BUCKETS))[bucket] += cents
            self.counts.setdefault(party, [0] * len(BUCKETS))[bucket] += count

    def buckets(self, *, with_patients: bool = True) -> list[int]:
        """Cents by age over all parties, or over the payers only."""
        rows = [row for party, row in self.by_party.items() if with_patients or party != PATIENTS]
        return [sum(column) for column in zip(*rows, strict=True)] if rows else [0] * len(BUCKETS)

    def counted(self) -> list[int]:
        """Cents by age as the month's figures count them."""
        return self.buckets(with_patients=self.patients_visible)

    @property
    def credit(self) -> int:
        """All credits together, zero or below."""
        return sum(self.credits.values())

    def to_json(self) -> dict[str, Any]:
        """As it is stored with a month."""
        return {
            "as_of": self.as_of.isoformat(),
            "patients_visible": self.patients_visible,
            "by_party": self.by_party,
            "credits": self.credits,
            "counts": self.counts,
            "credit_counts": self.credit_counts,
            "receivable": self.receivable,
            "unapplied": self.unapplied,
            "offset": self.offset,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Aging":
        """As it was stored with a month."""
        return cls(**(stored | {"as_of": date.fromisoformat(stored["as_of"])}))


@dataclass(frozen=True, slots=True)
class BookTotals:
    """The ledger's own totals of receivables, unapplied money and offsets, by day."""

    _running: dict[Kind, tuple[list[date], list[int]]]

    def add_to(self, aging: Aging) -> None:
        """Write the totals of its day into an aging."""
        aging.receivable = self._on(Kind.RECEIVABLE, aging.as_of)
        aging.unapplied = self._on(Kind.UNAPPLIED, aging.as_of)
        aging.offset = self._on(Kind.OFFSET, aging.as_of)

    def _on(self, kind: Kind, day: date) -> int:
        days, balances = self._running[kind]
        place = bisect_right(days, day)
        return balances[place - 1] if place else 0


def bucket_of(age_days: int) -> int:
    """The place of an age among the buckets."""
    return BUCKETS.index(aging_bucket(age_days))


def aging_on(
    practice_id: int, as_of: date, *, basis: str = "dos", kept: Aging | None = None
) -> Aging:
    """The aging of one day. Cost: reads the items open on it, grouped by party and date.

    The ledger's totals come from ``kept``, an aging of the same day, where there is one; else
    every entry is read.
    """
    column = selection.BASIS_COLUMNS[basis]
    aging = Aging(as_of, patients_visible(practice_id))
    for is_credit in (False, True):
        sums = (
            selection.open_items(practice_id, as_of, is_credit=is_credit)
            .values_list("party_kind", "party_id", column)
            .annotate(total=Sum("cents"), items=Count("id"))
            .order_by()
        )
        for party_kind, party_id, basis_on, cents, items in sums.iterator():
            aging.add(
                _party(party_kind, party_id), bucket_of((as_of - basis_on).days), cents, items
            )
    if kept is None:
        book_totals(practice_id).add_to(aging)
    else:
        aging.receivable, aging.unapplied, aging.offset = (
            kept.receivable,
            kept.unapplied,
            kept.offset,
        )
    return aging


def agings_on(practice_id: int, days: Collection[date], totals: BookTotals) -> dict[date, Aging]:
    """The aging (by date of service) of many days, in one pass over the items.

    Nothing is loaded at once: a million claims are read row after row.
    """
    wanted = sorted(days)
    is_visible = patients_visible(practice_id)
    agings = {day: Aging(day, is_visible) for day in wanted}
    if not wanted:
        return agings
    rows = (
        Item.objects.for_practice(practice_id)
        .filter(until_on__gt=wanted[0], from_on__lte=wanted[-1])
        .values_list("party_kind", "party_id", "from_on", "until_on", "service_on", "cents")
    )
    for party_kind, party_id, from_on, until_on, service_on, cents in rows.iterator(10_000):
        party = _party(party_kind, party_id)
        for day in wanted[bisect_left(wanted, from_on) : bisect_left(wanted, until_on)]:
            agings[day].add(party, bucket_of((day - service_on).days), cents)
    for aging in agings.values():
        totals.add_to(aging)
    return agings


def _party(party_kind: str, party_id: int) -> str:
    return str(party_id) if party_kind == "payer" else PATIENTS


def book_totals(practice_id: int) -> BookTotals:
    """What the ledger says beside the items, on any day. Cost: reads every entry twice."""
    totals = totals_by_day(practice_id, _BESIDE)
    return BookTotals({kind: _running(days) for kind, days in totals.items()})


def _running(by_day: dict[date, int]) -> tuple[list[date], list[int]]:
    """The days on which a kind of account moved, and its balance after each."""
    days = sorted(by_day)
    return days, list(accumulate(by_day[day] for day in days))
