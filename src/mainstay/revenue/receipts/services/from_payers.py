"""Note the money a remittance brought."""

from datetime import date

from mainstay.foundation.db import require_transaction
from mainstay.revenue.receipts.models import Receipt


def receive_from_payer(
    practice_id: int,
    *,
    remit_key: str,
    payer_id: int,
    cents: int,
    received_on: date,
    method: str,
    reference: str,
) -> int:
    """The receipt of a remit's cheque or EFT, made once. Returns its id."""
    require_transaction()
    receipt, _ = Receipt.objects.get_or_create(
        practice_id=practice_id,
        source_key=f"remit:{remit_key}",
        defaults={
            "kind": "payer",
            "payer_id": payer_id,
            "cents": cents,
            "received_on": received_on,
            "method": method,
            "reference": reference[:80],
        },
    )
    return int(receipt.pk)
