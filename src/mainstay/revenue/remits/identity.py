"""Which remit an ST is, and whether it may be posted as it stands (RELIABILITY 4). Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from mainstay.engine import x12
from mainstay.engine.money import format_cents

POSTED_HANDLINGS = frozenset({"I", "C", "H"})
NOTIFICATION = "H"


@dataclass(frozen=True, slots=True)
class Advice:
    """One ST of an 835, read as a whole: what it pays, how it ends, and where it ends."""

    head: x12.Remit835
    end: x12.RemitEnd835
    last: x12.TransactionEnd
    paid_on: date

    @property
    def paid_cents(self) -> int:
        """BPR02; 0 where it cannot be read (such a remit is held)."""
        return self.head.paid_cents or 0

    @property
    def name(self) -> str:
        """How a sentence names it."""
        number = self.head.trace_number.strip()
        return f"trace {number}" if number else "this remittance"

    @property
    def identity(self) -> str:
        """Who paid, as the file says it; trace number, amount, date."""
        payer = self.head.trace_payer_id or self.head.originator_id or self.head.payer.id
        words = (payer, self.head.trace_number, str(self.paid_cents), self.paid_on.isoformat())
        return "|".join(word.strip().upper()[:50] for word in words)

    @property
    def key(self) -> str:
        """Sixteen hex digits of identity and body."""
        words = f"{self.identity}\n{self.last.body_sha256}"
        return hashlib.sha256(words.encode()).hexdigest()[:16]


def reason_to_hold(advice: Advice) -> str:
    """Why nothing of it may be posted, in words a person can act on; "" when it may."""
    head, end = advice.head, advice.end
    if not advice.last.complete:
        return (
            "It ends without its SE segment: part of it is missing. Ask the payer to send it again."
        )
    if head.paid_cents is None or end.sum_paid_cents is None or end.sum_plb_cents is None:
        return (
            "One of its amounts cannot be read, so it cannot be checked. Ask the payer to send"
            f" {advice.name} again."
        )
    if head.handling not in POSTED_HANDLINGS:
        return (
            f"Its handling code is {head.handling or 'empty'} (BPR01): not a plain payment. Look at it"
            " and decide."
        )
    if head.paid_cents < 0 or (head.credit_debit == "D" and head.paid_cents):
        return (
            f"It asks for {format_cents(abs(head.paid_cents))} instead of paying it (BPR02, BPR03)."
        )
    if head.handling == NOTIFICATION and head.paid_cents:
        return (
            f"It is a notification that moves no money (BPR01 H), yet it says"
            f" {format_cents(head.paid_cents)} was paid."
        )
    return _imbalance(head.paid_cents, end.sum_paid_cents, end.sum_plb_cents, advice.name)


def _imbalance(paid_cents: int, claims_cents: int, plb_cents: int, name: str) -> str:
    expected = claims_cents - plb_cents
    if expected == paid_cents:
        return ""
    less = f" less provider adjustments of {format_cents(plb_cents)}" if plb_cents else ""
    return (
        f"It does not add up: claim payments of {format_cents(claims_cents)}{less} make"
        f" {format_cents(expected)}, BPR02 says {format_cents(paid_cents)}. The difference is"
        f" {format_cents(abs(expected - paid_cents))}. Ask the payer to send {name} again."
    )
