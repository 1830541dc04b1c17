"""The vocabulary of adjudication: what one claim payment says, and what it moves.

All amounts are whole cents. An adjustment is ``(group, carc, cents)`` with the sign of the file:
positive lowers the payment.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

Adjustment = tuple[str, str, int]
MovementKind = Literal[
    "contractual", "capitated", "withhold", "tax_prepaid", "incentive", "write_off"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjudicatedLine:
    """One service of a claim payment (SVC and what stands under it).

    ``left_before_cents`` is what the charge still owed over all parties before this payment;
    None until the payers in front of this one have answered. Only a secondary without OA-23 needs it.
    """

    key: Hashable
    charge_cents: int
    paid_cents: int
    adjustments: Sequence[Adjustment] = ()
    remarks: Sequence[str] = ()
    allowed_b6_cents: int | None = None
    left_before_cents: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjudicatedClaim:
    """One claim payment (CLP). ``status`` is CLP02; ``remarks`` are those of MOA or MIA.

    ``is_secondary`` covers every payer but the first (statuses 2, 3, 20, 21, or known from the
    claim); ``is_without_contract`` marks a payer whose PI reductions nobody agreed to.
    """

    status: str
    charge_cents: int
    paid_cents: int
    is_secondary: bool = False
    is_without_contract: bool = False
    lines: Sequence[AdjudicatedLine] = ()
    claim_adjustments: Sequence[Adjustment] = ()
    remarks: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that leaves the payer's receivable for the account ``kind``; negative raises it."""

    kind: MovementKind
    cents: int
    carc: str
    group: str

    @property
    def reason(self) -> str:
        """How the entry in the ledger names its cause, such as ``CO-45``."""
        return f"{self.group}-{self.carc}"


@dataclass(frozen=True, slots=True)
class DeniedAmount:
    """An amount the payer refused. It stays on the payer until somebody has worked it."""

    group: str
    carc: str
    rarcs: tuple[str, ...]
    cents: int
    category: str
    root_cause: str
    owner: str
    action: str
    preventable: bool
    appealable: str
    deadline_class: str


@dataclass(frozen=True, slots=True)
class LineOutcome:
    """What one service of the claim payment moves, and what a person must look at.

    ``paid_cents`` has this line's share of claim-level adjustments in it. ``no_entry_cents`` is
    all the rest of the charge: denials, pended, for review, or what an earlier payer did. So
    paid + movements + patient + no entry is the charge whenever the payment balances.
    """

    key: Hashable
    charge_cents: int
    paid_cents: int
    movements: tuple[Movement, ...]
    patient: tuple[tuple[str, int], ...]
    no_entry_cents: int
    allowed_cents: int | None
    is_denied: bool
    is_pended: bool
    denials: tuple[DeniedAmount, ...]
    reviews: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a claim payment moves, line by line.

    ``park`` is why it may not be posted as it stands, or "": out of balance (``imbalance`` says
    where), a status that moves no money, or a secondary that needs its primary first.
    """

    lines: tuple[LineOutcome, ...]
    balanced: bool
    imbalance: str
    park: str
    reviews: tuple[str, ...] = ()
