"""Note the money that remittances brought."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from mainstay.foundation.db import require_transaction, rows
from mainstay.foundation.db.reads import Rows, written_once
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
    made = rows.insert(
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
        returning=("source_key", "id"),
    )  # fmt: skip
    if len(made) < len(moneys):
        made = _stored(practice_id, [money.source_key for money in moneys])
    return {key.removeprefix("remit:"): pk for key, pk in made}


@written_once
def _stored(practice_id: int, source_keys: Collection[str]) -> Rows:
    receipts = Receipt.objects.for_practice(practice_id).filter(source_key__in=source_keys)
    return receipts.values_list("source_key", "id")
