"""The denial that the work on a claim payment is about."""

import re
from uuid import UUID

from mainstay.revenue.denials.models import Denial

_KEY = re.compile(r"remit:([0-9a-f]{16}):clp:(\d{1,9})")


def largest_of_payment(practice_id: int, key: str) -> UUID | None:
    """The public id of the largest denial of a claim payment ("remit:<remit key>:clp:<n>").

    None for a key that names none of this practice. One query.
    """
    parts = _KEY.fullmatch(key)
    if parts is None:
        return None
    remit_key, ordinal = parts.groups()
    rows = Denial.objects.for_practice(practice_id).filter(
        payment__remit__remit_key=remit_key, payment__ordinal=int(ordinal)
    )
    found: UUID | None = rows.order_by("-cents", "id").values_list("public_id", flat=True).first()
    return found
