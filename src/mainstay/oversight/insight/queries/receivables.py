"""Open balances as a list a person narrows down, and their aging by payer and by who owes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from mainstay.engine.measures import BUCKETS
from mainstay.oversight.insight import selection
from mainstay.oversight.insight.models import Item, Month
from mainstay.oversight.insight.queries.aging import AGES, PATIENTS, Aging, aging_on
from mainstay.oversight.insight.queries.naming import Named, name_encounters
from mainstay.oversight.insight.queries.parties import PayerName
from mainstay.oversight.insight.selection import BASIS_COLUMNS, Items

INSURANCE = "insurance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What to list, as the address says it: codes, dates and public ids only.

    ``party`` is insurance, patients or a payer's public id; ``bucket`` one of
    ``measures.BUCKETS`` or 91+ (over 90); "" for all (credits are not aged). ``basis`` is dos or first_bill.
    """

    as_of: date
    basis: str = "dos"
    party: str = ""
    bucket: str = ""
    is_credit: bool = False
    oldest_first: bool = False


@dataclass(frozen=True, slots=True)
class AgedParty:
    """A row of the aging: cents by bucket, credits (zero or below) and their share over 90 days."""

    party: str
    name: str
    buckets: list[int]
    credit: int

    @property
    def total(self) -> int:
        """All open balances, credits apart."""
        return sum(self.buckets)

    @property
    def over_90(self) -> int:
        """Cents older than 90 days."""
        return sum(self.buckets[3:])


@dataclass(frozen=True, slots=True)
class OpenRow:
    """One open balance: whose, who owes it, since when."""

    named: Named
    party: str
    party_name: str
    service_on: date
    first_billed_on: date
    age_days: int
    cents: int


OVER_90 = "91+"
_AGES = dict(zip(BUCKETS, AGES, strict=True)) | {OVER_90: (91, None)}


def newest_day(practice_id: int, today: date) -> date:
    """The day to look from unless somebody asks for another: that of the newest month's page."""
    newest = Month.objects.for_practice(practice_id).order_by("-month").first()
    return newest.as_of if newest is not None else today


def aging_for_page(practice_id: int, as_of: date, basis: str) -> Aging:
    """The aging of a day: as kept with its month where there is one, else computed now."""
    month = Month.objects.for_practice(practice_id).filter(as_of=as_of, is_stale=False).first()
    kept = None if month is None else Aging.from_json(month.aging)
    if kept is not None and basis == "dos":
        return kept
    return aging_on(practice_id, as_of, basis=basis, kept=kept)


def aged_parties(aging: Aging, payers: dict[int, PayerName]) -> list[AgedParty]:
    """The payers, largest balance first, then all patients as one row."""
    rows: dict[str, AgedParty] = {}
    for key in {*aging.by_party, *aging.credits}:
        payer = None if key == PATIENTS else payers[int(key)]
        party = payer.public_id if payer else PATIENTS
        row = rows.setdefault(
            party, AgedParty(party, payer.name if payer else "Patients", [0] * len(BUCKETS), 0)
        )
        buckets = aging.by_party.get(key, [0] * len(BUCKETS))
        rows[party] = AgedParty(
            party,
            row.name,
            [a + b for a, b in zip(row.buckets, buckets, strict=True)],
            row.credit + aging.credits.get(key, 0),
        )
    return sorted(rows.values(), key=lambda row: (row.party == PATIENTS, -row.total, row.name))


def open_items(practice_id: int, wanted: Filter, payers: dict[int, PayerName]) -> Items:
    """The items a filter lets through, largest (or oldest) first. Lazy; order is total."""
    items = selection.open_items(
        practice_id,
        wanted.as_of,
        is_credit=wanted.is_credit,
        ages=None if wanted.is_credit else _AGES.get(wanted.bucket),
        basis=wanted.basis,
        **_party(wanted.party, payers),
    )
    if wanted.oldest_first:
        return items.order_by(BASIS_COLUMNS[wanted.basis], "id")
    return items.order_by("cents" if wanted.is_credit else "-cents", "id")


def _party(party: str, payers: dict[int, PayerName]) -> selection.PartyFilter:
    if party == INSURANCE:
        return {"party_kind": "payer"}
    if party == PATIENTS:
        return {"party_kind": "patient"}
    if not party:
        return {}
    ids = next((payer.ids for payer in payers.values() if payer.public_id == party), (0,))
    return {"party_kind": "payer", "party_ids": ids}


def count_and_sum(aging: Aging, wanted: Filter, payers: dict[int, PayerName]) -> tuple[int, int]:
    """How many items a filter lets through, and their cents, told by the aging of its day."""
    parties = [key for key in {*aging.by_party, *aging.credits} if _is_wanted(key, wanted, payers)]
    if wanted.is_credit:
        return (
            sum(aging.credit_counts.get(key, 0) for key in parties),
            sum(aging.credits.get(key, 0) for key in parties),
        )
    places = {"": range(len(BUCKETS)), OVER_90: range(3, len(BUCKETS))}.get(wanted.bucket)
    if places is None:
        places = range(BUCKETS.index(wanted.bucket), BUCKETS.index(wanted.bucket) + 1)
    none = [0] * len(BUCKETS)
    return (
        sum(aging.counts.get(key, none)[place] for key in parties for place in places),
        sum(aging.by_party.get(key, none)[place] for key in parties for place in places),
    )


def _is_wanted(key: str, wanted: Filter, payers: dict[int, PayerName]) -> bool:
    """Whether a party of the aging is one the filter asks for."""
    if key == PATIENTS:
        return wanted.party in ("", PATIENTS)
    return wanted.party in ("", INSURANCE, payers[int(key)].public_id)


def open_rows(
    practice_id: int, items: Iterable[Item], wanted: Filter, payers: dict[int, PayerName]
) -> Iterator[OpenRow]:
    """These items (a page of them) with their names. Cost: three queries."""
    page = list(items)
    named = name_encounters(practice_id, {item.encounter_id for item in page})
    for item in page:
        payer = payers[item.party_id] if item.party_kind == "payer" else None
        basis_on = getattr(item, BASIS_COLUMNS[wanted.basis])
        yield OpenRow(
            named=named[item.encounter_id],
            party=payer.public_id if payer else PATIENTS,
            party_name=payer.name if payer else "Patient",
            service_on=item.service_on,
            first_billed_on=item.first_billed_on,
            age_days=max((wanted.as_of - basis_on).days, 0),
            cents=item.cents,
        )
