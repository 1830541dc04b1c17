"""Does a claim payment add up? SNIP 3, line and claim (domain/835-posting.md 2)."""

from __future__ import annotations

from collections.abc import Iterable

from mainstay.engine.money import format_cents
from mainstay.engine.posting.outcome import AdjudicatedClaim, Adjustment


def imbalance_of(claim: AdjudicatedClaim) -> str:
    """The first sum of this claim payment that is off, as a sentence; "" when all hold.

    Each line: charge less its adjustments is paid. The claim: charge less every adjustment is
    paid, and with lines its charge and payment are the sums of theirs.
    """
    for number, line in enumerate(claim.lines, start=1):
        expected = line.charge_cents - total(line.adjustments)
        if expected != line.paid_cents:
            return _sentence(f"Line {number}: charge less adjustments", expected, line.paid_cents)
    at_claim_level = total(claim.claim_adjustments)
    by_line = sum(total(line.adjustments) for line in claim.lines)
    expected = claim.charge_cents - at_claim_level - by_line
    if expected != claim.paid_cents:
        return _sentence("Claim: charge less all adjustments", expected, claim.paid_cents)
    charged = sum(line.charge_cents for line in claim.lines)
    if claim.lines and charged != claim.charge_cents:
        return (
            f"Claim: the charges of its lines add up to {format_cents(charged)}, "
            f"the claim says {format_cents(claim.charge_cents)}."
        )
    return ""


def total(adjustments: Iterable[Adjustment]) -> int:
    """The sum of the adjustments, in cents."""
    return sum(cents for _, _, cents in adjustments)


def _sentence(what: str, expected: int, paid: int) -> str:
    return f"{what} is {format_cents(expected)}, paid is {format_cents(paid)}."
