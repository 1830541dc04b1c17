"""What a payer allowed for a line (domain/835-posting.md 6)."""

from __future__ import annotations

from collections.abc import Iterable

from mainstay.engine import codes
from mainstay.engine.money import format_cents
from mainstay.engine.posting.outcome import AdjudicatedLine, Adjustment

PAYMENT_ONLY = frozenset(
    ["253", "104", "105", "245", "144", "161", "237", "278", "B4", "130", "100"]
)
"""Reasons that change what is paid but not what was allowed: sequestration, withhold, bonus,
penalty, a late-filing or submission fee, and payment that went to the patient."""


def patient_share(adjustments: Iterable[Adjustment]) -> tuple[tuple[str, int], ...]:
    """What the payer assigned to the patient, as (CARC, cents): PR with a patient's reason only."""
    return tuple(
        (carc, cents)
        for group, carc, cents in adjustments
        if group == "PR" and codes.carc(carc).category == "PATIENT_RESP"
    )


def allowed_by_payment(line: AdjudicatedLine) -> int:
    """Paid, plus the patient's share, plus what only changed the payment, signed. In cents."""
    share = sum(cents for _, cents in patient_share(line.adjustments))
    payment_only = sum(cents for _, carc, cents in line.adjustments if carc in PAYMENT_ONLY)
    return line.paid_cents + share + payment_only


def allowed_by_charge(line: AdjudicatedLine) -> int:
    """The charge less every other adjustment. Equals ``allowed_by_payment`` on a balanced line."""
    other = sum(
        cents
        for group, carc, cents in line.adjustments
        if carc not in PAYMENT_ONLY and not patient_share([(group, carc, cents)])
    )
    return line.charge_cents - other


def allowed_and_doubt(
    line: AdjudicatedLine, *, is_secondary: bool, is_denied: bool
) -> tuple[int | None, str]:
    """The allowed amount, and a sentence when two ways to find it disagree by over a cent.

    The payer's own figure (AMT*B6) comes first. A secondary's is not derived: the contract is
    compared with the primary only, and OA-23 hides the prior write-down. A denied line allows 0.
    """
    stated = line.allowed_b6_cents
    if is_secondary:
        return stated, ""
    derived = 0 if is_denied else allowed_by_payment(line)
    if stated is None or abs(stated - derived) <= 1:
        return (derived if is_denied or stated is None else stated), ""
    return (0 if is_denied else stated), (
        f"The payer states {format_cents(stated)} allowed; payment and patient share make "
        f"{format_cents(derived)}. Check the category of the reason codes on this line."
    )
