"""The questions about charges."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from mainstay.foundation.db.reads import Rows, written_once
from mainstay.revenue.charges.models import Charge, Coverage


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """A charge as others need it."""

    id: int
    encounter_id: int
    source_key: str
    ordinal: int
    line_number: str
    service_on: date | None
    procedure: str
    modifiers: str
    revenue_code: str
    cents: int
    is_void: bool


def charges_of(practice_id: int, encounter_ids: Collection[int]) -> dict[int, list[ChargeRow]]:
    """Charges by encounter, in line order; void ones too, marked. One query."""
    found: defaultdict[int, list[ChargeRow]] = defaultdict(list)
    for values in _charges(practice_id, encounter_ids):
        found[values[1]].append(ChargeRow(*values))
    return dict(found)


def payers_stated(
    practice_id: int, encounter_ids: Collection[int]
) -> dict[int, list[tuple[int, date | None]]]:
    """The payers of each encounter, first payer first, with the day each was first named."""
    found: defaultdict[int, list[tuple[int, date | None]]] = defaultdict(list)
    for encounter_id, payer_id, stated_on in _payers(practice_id, encounter_ids):
        found[encounter_id].append((payer_id, stated_on))
    return dict(found)


def payer_order(practice_id: int, encounter_ids: Collection[int]) -> dict[int, list[int]]:
    """The payers of each encounter, first payer first. One query."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for encounter_id, payer_id, _ in _payers(practice_id, encounter_ids):
        found[encounter_id].append(payer_id)
    return dict(found)


@written_once
def _charges(practice_id: int, encounter_ids: Collection[int]) -> Rows:
    charges = Charge.objects.for_practice(practice_id).filter(encounter__in=encounter_ids)
    return charges.order_by("encounter_id", "ordinal", "id").values_list(
        "id", "encounter_id", "source_key", "ordinal", "line_number", "service_on", "procedure",
        "modifiers", "revenue_code", "cents", "is_void",
    )  # fmt: skip


@written_once
def _payers(practice_id: int, encounter_ids: Collection[int]) -> Rows:
    payers = Coverage.objects.for_practice(practice_id).filter(encounter__in=encounter_ids)
    return payers.order_by("encounter_id", "rank").values_list(
        "encounter_id", "payer_id", "stated_on"
    )
