"""The aging as both pages draw it: columns over a table of payers by age, with its proof."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from mainstay.engine.measures import BUCKETS, Figure, tone_of
from mainstay.engine.money import format_cents
from mainstay.oversight.insight.queries.aging import PATIENTS, Aging
from mainstay.oversight.insight.queries.parties import PayerName
from mainstay.oversight.insight.queries.receivables import (
    INSURANCE,
    AgedParty,
    aged_parties,
)
from mainstay.web.oversight.charts import Column, columns

HEADS = ("0–30", "31–60", "61–90", "91–120", "over 120")
_TONES = ("move", "move", "move", "wait", "bad")


@dataclass(frozen=True, slots=True)
class Cell:
    """An amount and the list it opens to ("" where there is nothing to open)."""

    cents: int
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """A party's line of the table. ``tone`` is that of its share over 90 days."""

    name: str
    url: str
    cells: list[Cell]
    credit: Cell
    total: Cell
    over_90: Figure
    tone: str


@dataclass(frozen=True, slots=True)
class Head:
    """A bucket: its words, this day's column and the earlier day's behind it."""

    label: str
    tone: str
    now: Column
    before: Column | None
    words: str


@dataclass(frozen=True, slots=True)
class AgingTable:
    """What the page shows of an aging.

    ``payers`` and ``patients`` add up to ``everybody``; ``insurance`` is the payers' subtotal.
    Where patients' payments cannot be seen their row stands below and is in no total.
    """

    aging: Aging
    heads: list[Head]
    payers: list[Row]
    insurance: Row
    patients: Row | None
    everybody: Row
    is_proven: bool

    @property
    def open_with_patients(self) -> int:
        """All open balances, whoever owes them: what the ledger is compared with."""
        return sum(self.aging.buckets())

    @property
    def unapplied(self) -> int:
        """Money we hold that has found no claim yet: a credit in the books, shown as we hold it."""
        return -self.aging.unapplied


def aging_table(
    aging: Aging, payers: dict[int, PayerName], *, basis: str = "dos", before: Aging | None = None
) -> AgingTable:
    """Lay an aging out; ``before`` is that of an earlier day, drawn behind."""
    parties = aged_parties(aging, payers)
    insurers = [party for party in parties if party.party != PATIENTS]
    patients = next((party for party in parties if party.party == PATIENTS), None)
    counted = parties if aging.patients_visible else insurers
    all_parties = "" if aging.patients_visible else INSURANCE

    def row(party: AgedParty) -> Row:
        return _row(party, aging, basis)

    return AgingTable(
        aging=aging,
        heads=_heads(aging, before),
        payers=[row(party) for party in insurers],
        insurance=row(_sum(INSURANCE, "Insurance", insurers)),
        patients=row(patients) if patients else None,
        everybody=row(_sum(all_parties, "All", counted)),
        is_proven=sum(aging.buckets()) + aging.credit == aging.receivable,
    )


def _sum(party: str, name: str, parties: Sequence[AgedParty]) -> AgedParty:
    buckets = [sum(each.buckets[i] for each in parties) for i in range(len(BUCKETS))]
    return AgedParty(party, name, buckets, sum(each.credit for each in parties))


def _row(party: AgedParty, aging: Aging, basis: str) -> Row:
    def cell(cents: int, **filters: str) -> Cell:
        wanted = {"as_of": aging.as_of.isoformat(), "party": party.party, **filters}
        if basis != "dos":
            wanted["basis"] = basis
        return Cell(cents, f"{reverse('ar')}?{urlencode({k: v for k, v in wanted.items() if v})}")

    over_90 = Figure("A/R over 90 days", party.over_90, party.total)
    return Row(
        name=party.name,
        url=cell(party.total).url,
        cells=[
            cell(cents, bucket=bucket) for bucket, cents in zip(BUCKETS, party.buckets, strict=True)
        ],
        credit=cell(party.credit, kind="credits"),
        total=cell(party.total),
        over_90=over_90,
        tone="bad" if tone_of(over_90) == "bad" else "",
    )


def _heads(aging: Aging, before: Aging | None) -> list[Head]:
    now, then = aging.counted(), before.counted() if before else []
    drawn = columns([now, then])
    return [
        Head(
            label=label,
            tone=_TONES[i],
            now=drawn[0][i],
            before=drawn[1][i] if before else None,
            words=f"{label} days: {format_cents(now[i])}"
            + (
                f", on {before.as_of:%B} {before.as_of.day} {format_cents(then[i])}"
                if before
                else ""
            ),
        )
        for i, label in enumerate(HEADS)
    ]
