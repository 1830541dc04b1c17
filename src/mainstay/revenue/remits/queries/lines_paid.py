"""The services of some claim payments, for a page of them."""

from collections.abc import Collection

from django.db.models import Q

from mainstay.revenue.remits.queries.stored import claim_payments
from mainstay.revenue.remits.stored import PaidClaim


def paid_claims(practice_id: int, payment_ids: Collection[int]) -> dict[int, PaidClaim]:
    """These claim payments with their lines and adjustments, by id. Three queries."""
    wanted = Q(pk__in=payment_ids)
    return {payment.id: payment for payment in claim_payments(practice_id, wanted)}
