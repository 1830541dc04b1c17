"""The simulator's own bookkeeping. It knows nothing of the product's ledger or measures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from mainstay.simulator.claims import Answer, Claim, Encounter


@dataclass(slots=True)
class Books:
    """Running totals by day or month, in cents, of all that is in the files."""

    charges_by_day: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    payer_payments_by_month: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    patient_payments_by_month: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    contractual_by_month: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    interest_cents: int = 0
    earlier_claims: int = 0
    earlier_cents: int = 0

    def charge_posted(self, encounter: Encounter, on: date) -> None:
        """The first 837 with these services was sent."""
        encounter.posted_on = on
        if not encounter.is_earlier:
            self.charges_by_day[on] += encounter.charge_cents

    def answered(self, claim: Claim, answer: Answer, *, is_in_history: bool = True) -> None:
        """``answer`` takes the place of the claim's last one."""
        before = claim.answer
        claim.answer = answer
        claim.first_answer = claim.first_answer or answer
        if claim.encounter.is_earlier:
            if is_in_history:
                self.earlier_claims += 1
                self.earlier_cents += answer.paid_cents
            return
        month = answer.on.replace(day=1)
        paid_before, contractual_before = (
            (before.paid_cents, before.contractual_cents) if before else (0, 0)
        )
        self.payer_payments_by_month[month] += answer.paid_cents - paid_before
        self.contractual_by_month[month] += answer.contractual_cents - contractual_before

    def taken_back(self, claim: Claim, cents: int, on: date) -> None:
        """The payer withheld money for a claim it never reversed."""
        claim.taken_back_cents += cents
        self.payer_payments_by_month[on.replace(day=1)] -= cents

    def patient_paid(self, encounter: Encounter, cents: int, on: date) -> None:
        """A row of the payments file."""
        encounter.patient_paid_cents += cents
        self.patient_payments_by_month[on.replace(day=1)] += cents
