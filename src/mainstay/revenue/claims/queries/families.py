"""Which family a claim that is sent again belongs to."""

from collections import defaultdict
from collections.abc import Collection

from mainstay.revenue.claims.models import Identifier


def families_by_payer_number(
    practice_id: int, payer_numbers: Collection[str]
) -> dict[tuple[str, int], int]:
    """Encounters by (payer control number, patient): what REF F8 names. One query."""
    if not payer_numbers:
        return {}
    rows = Identifier.objects.for_practice(practice_id).filter(
        kind="payer_control", value__in=payer_numbers
    )
    return {
        (value, patient_id): encounter_id
        for value, patient_id, encounter_id in rows.order_by("-claim_id").values_list(
            "value", "claim__patient_id", "claim__encounter_id"
        )
    }


def encounters_by_number(
    practice_id: int, numbers: Collection[tuple[str, int]]
) -> dict[int, set[str]]:
    """Encounters of these (patient control number, patient), with the numbers that name them."""
    rows = Identifier.objects.for_practice(practice_id).filter(
        kind="patient_control", value__in={number for number, _ in numbers}
    )
    found: defaultdict[int, set[str]] = defaultdict(set)
    for value, patient_id, encounter_id in rows.values_list(
        "value", "claim__patient_id", "claim__encounter_id"
    ):
        if (value, patient_id) in numbers:
            found[encounter_id].add(value)
    return dict(found)
