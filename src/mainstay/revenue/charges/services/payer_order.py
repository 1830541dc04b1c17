"""Add a payer that answers for an encounter without having been billed by us (a crossover)."""

from mainstay.foundation.db import require_transaction
from mainstay.revenue.charges.models import Coverage


def add_payer(practice_id: int, encounter_id: int, payer_id: int) -> bool:
    """Put ``payer_id`` after the encounter's last payer. Returns whether it was new there."""
    require_transaction()
    coverages = Coverage.objects.for_practice(practice_id).filter(encounter_id=encounter_id)
    order = dict(coverages.values_list("payer_id", "rank"))
    if payer_id in order:
        return False
    Coverage.objects.create(
        practice_id=practice_id,
        encounter_id=encounter_id,
        rank=max(order.values(), default=0) + 1,
        payer_id=payer_id,
    )
    return True
