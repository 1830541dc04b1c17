"""What a key names: remittances and claim payments as ledger, work and dumps write them."""

import re
from uuid import UUID

from mainstay.revenue.remits.models import ClaimPayment, Remit

_KEY = re.compile(r"remit:([0-9a-f]{16})(?::clp:(\d{1,9}))?")


def named_by(practice_id: int, key: str) -> tuple[UUID, UUID | None] | None:
    """The public ids of a remittance and of the claim payment in it that ``key`` names.

    ``key`` is "remit:<remit key>", with ":clp:<n>" for a claim payment; None for what names nothing
    of this practice. One query.
    """
    parts = _KEY.fullmatch(key)
    if parts is None:
        return None
    remit_key, ordinal = parts.groups()
    if ordinal is None:
        remits = Remit.objects.for_practice(practice_id).filter(remit_key=remit_key)
        found = remits.values_list("public_id", flat=True).first()
        return (found, None) if found else None
    payments = ClaimPayment.objects.for_practice(practice_id).filter(
        remit__remit_key=remit_key, ordinal=int(ordinal)
    )
    pair: tuple[UUID, UUID] | None = payments.values_list("remit__public_id", "public_id").first()
    return pair
