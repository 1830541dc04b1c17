"""Note the money that remittances brought."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mainstay.foundation.db import require_transaction, rows
from mainstay.revenue.receipts.models import Receipt


@dataclass(frozen=True, slots=True)
class PayerMoney:
    """The cheque or EFT of one remit."""

    remit_key: str
    payer_id: int
    cents: int
    received_on: date
    method: str
    reference: str

    @property
    def source_key(self) -> str:
        """How its receipt is named."""
        return f"remit:{self.remit_key}"


def receive_from_payers(practice_id: int, moneys: Sequence[PayerMoney]) -> dict[str, int]:
    """The receipt of each remit's money, made once: ids by remit key."""
    require_transaction()
    rows.insert(
        Receipt,
        (
            "public_id", "practice", "source_key", "kind", "payer", "method", "reference",
            "claim_number", "patient_text", "cents", "received_on", "state",
        ),
        [
            (
                uuid.uuid4(),
                practice_id,
                money.source_key,
                "payer",
                money.payer_id,
                money.method[:24],
                money.reference[:80],
                "",
                "",
                money.cents,
                money.received_on,
                "applied",
            )
            for money in moneys
        ],
        on_conflict="(practice_id, source_key) DO NOTHING",
    )  # fmt: skip
    stored = Receipt.objects.for_practice(practice_id).filter(
        source_key__in=[money.source_key for money in moneys]
    )
    return {key.removeprefix("remit:"): pk for key, pk in stored.values_list("source_key", "id")}
