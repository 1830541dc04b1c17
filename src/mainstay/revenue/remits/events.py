"""What remittances tell the others."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from mainstay.engine.posting import LineOutcome
from mainstay.foundation.events import Event


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """One line of a placed payment: its outcome and the charge it is about (the first, if several)."""

    charge_id: int
    procedure: str
    service_on: date | None
    outcome: LineOutcome


@dataclass(frozen=True, slots=True)
class Placed:
    """A claim payment that found its claim and changed what is known of it.

    ``is_first`` tells whether it is the first adjudication of the claim. ``withdrawn`` are the
    ids of the claim payments whose answers it took away: a reversal, or one in their place.
    """

    payment_id: int
    key: str
    claim_id: int
    payer_id: int
    provider_id: int | None
    paid_on: date
    is_reversal: bool
    is_first: bool
    lines: tuple[AnsweredLine, ...]
    withdrawn: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ClaimPaymentsPosted(Event):
    """Claim payments were posted. Only the keys of ``placed`` are stored with the event."""

    kind: ClassVar[str] = "remits.claim_payments_posted"

    encounter_ids: tuple[int, ...]
    placed: tuple[Placed, ...]

    def payload(self) -> dict[str, Any]:
        return {
            "encounter_ids": list(self.encounter_ids),
            "claim_payments": [placed.key for placed in self.placed],
        }
