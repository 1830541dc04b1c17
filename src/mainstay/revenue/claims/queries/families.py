"""Which family a claim that is sent again belongs to."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from mainstay.foundation.db.reads import Rows, written_once
from mainstay.revenue.claims.models import Identifier


@dataclass(frozen=True, slots=True)
class NamedFamilies:
    """Encounters by (payer control number, patient), and by (that number, payer)."""

    of_patient: dict[tuple[str, int], int] = field(default_factory=dict)
    of_payer: dict[tuple[str, int], int] = field(default_factory=dict)

    def find(self, number: str, *, patient_id: int, payer_id: int) -> int | None:
        """The encounter a number names: this patient's, else this payer's (a corrected name)."""
        by_patient = self.of_patient.get((number, patient_id))
        return by_patient or self.of_payer.get((number, payer_id))


def families_by_payer_number(practice_id: int, payer_numbers: Collection[str]) -> NamedFamilies:
    """What these numbers of REF F8 name. One query."""
    named = NamedFamilies()
    if not payer_numbers:
        return named
    for number, patient_id, payer_id, encounter_id in _by_payer_number(practice_id, payer_numbers):
        named.of_patient[number, patient_id] = encounter_id
        named.of_payer[number, payer_id] = encounter_id
    return named


def encounters_by_number(
    practice_id: int, numbers: Collection[tuple[str, int]]
) -> dict[int, set[str]]:
    """Encounters of these (patient control number, patient), with the numbers that name them."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for value, patient_id, encounter_id in _by_patient_number(
        practice_id, {number for number, _ in numbers}
    ):
        if (value, patient_id) in numbers:
            found[encounter_id].add(value)
    return dict(found)


@written_once
def _by_payer_number(practice_id: int, numbers: Collection[str]) -> Rows:
    named = Identifier.objects.for_practice(practice_id).filter(
        kind="payer_control", value__in=numbers
    )
    return named.order_by("-claim_id").values_list(
        "value", "claim__patient_id", "claim__payer_id", "claim__encounter_id"
    )


@written_once
def _by_patient_number(practice_id: int, numbers: Collection[str]) -> Rows:
    named = Identifier.objects.for_practice(practice_id).filter(
        kind="patient_control", value__in=numbers
    )
    return named.values_list("value", "claim__patient_id", "claim__encounter_id")
