"""What the simulator keeps of an encounter and its claims while time goes by."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from random import Random

from mainstay.simulator.payers import Payer
from mainstay.simulator.people import Patient

Adjustment = tuple[str, str, int]
"""Group, reason, cents; positive lowers the payment."""

PRICE_REASONS = frozenset({"45", "253", "94"})
PATIENT_REASONS = frozenset({"1", "2", "3"})


@dataclass(slots=True)
class Line:
    """One service as billed now. ``charge_cents`` is for all ``units``."""

    procedure: str
    modifiers: tuple[str, ...]
    units: int
    charge_cents: int
    control_number: str


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """What a payer did with one line. ``allowed_cents`` is None where the payer does not say."""

    charge_cents: int
    paid_cents: int
    adjustments: tuple[Adjustment, ...]
    allowed_cents: int | None
    modifiers: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    is_denied: bool = False

    @property
    def contractual_cents(self) -> int:
        """What a price reason took."""
        return sum(
            cents
            for group, carc, cents in self.adjustments
            if group != "PR" and carc in PRICE_REASONS
        )

    @property
    def patient_cents(self) -> int:
        """The patient's share; a denial under PR is none."""
        return sum(
            cents
            for group, carc, cents in self.adjustments
            if group == "PR" and carc in PATIENT_REASONS
        )


@dataclass(frozen=True)
class Answer:
    """One adjudication of a claim, as an 835 tells it."""

    on: date
    icn: str
    status: str
    frequency: str
    lines: tuple[LineAnswer, ...]
    remarks: tuple[str, ...] = ()
    interest_cents: int = 0

    @cached_property
    def charge_cents(self) -> int:
        """Billed, all lines."""
        return sum(line.charge_cents for line in self.lines)

    @cached_property
    def paid_cents(self) -> int:
        """Paid, all lines."""
        return sum(line.paid_cents for line in self.lines)

    @cached_property
    def contractual_cents(self) -> int:
        """Written down by contract, all lines."""
        return sum(line.contractual_cents for line in self.lines)

    @cached_property
    def patient_cents(self) -> int:
        """The patient's share, all lines."""
        return sum(line.patient_cents for line in self.lines)

    @property
    def has_denied_line(self) -> bool:
        """Whether anything was refused."""
        return any(line.is_denied for line in self.lines)

    @property
    def is_denial_only(self) -> bool:
        """Every line denied, so there is nothing a reversal would give back."""
        return all(line.is_denied for line in self.lines)


@dataclass(slots=True)
class Claim:
    """A family: all that is sent to one payer for one encounter.

    ``answer`` is the one that counts now; ``taken_back_cents`` was taken by PLB WO without a
    reversal; ``rework`` is what the practice did about a denial. ``submitted_on``, ``acknowledged_on`` and ``rejected_first`` are of its first
    submission.
    """

    encounter: Encounter
    payer: Payer
    number: str
    sequence: str
    icn: str = ""
    accepted_on: date | None = None
    submitted_on: date | None = None
    acknowledged_on: date | None = None
    rejected_first: bool | None = None
    answer: Answer | None = None
    first_answer: Answer | None = None
    taken_back_cents: int = 0
    rework: str = ""

    @property
    def paid_cents(self) -> int:
        """Paid now, net of take-backs."""
        return (self.answer.paid_cents if self.answer else 0) - self.taken_back_cents

    @property
    def contractual_cents(self) -> int:
        """Written down by contract now."""
        return self.answer.contractual_cents if self.answer else 0


@dataclass(slots=True)
class Encounter:
    """What took place on one day, its charges, and the claims for it.

    ``posted_on`` is the day of its first 837; None while it waits. ``is_earlier`` marks services
    billed before the history starts: the files know only their payments. ``promised_cents`` the
    patient will still pay, on days already chosen.
    """

    number: int
    patient: Patient
    provider: int
    location: int
    service_on: date
    charge_on: date
    diagnoses: tuple[str, ...]
    lines: list[Line]
    rng: Random
    is_earlier: bool
    copay_paid_cents: int = 0
    lacks_modifier_25: bool = False
    posted_on: date | None = None
    primary: Claim = field(init=False)
    charge_cents: int = field(init=False)
    secondary: Claim | None = None
    patient_paid_cents: int = 0
    promised_cents: int = 0

    def __post_init__(self) -> None:
        self.charge_cents = sum(line.charge_cents for line in self.lines)

    @property
    def open_cents(self) -> tuple[int, int, int]:
        """What the primary, the secondary and the patient owe. Below zero is a credit.

        The patient's share of the primary is the secondary's from the day its claim is sent.
        """
        primary = self.primary.answer
        taken_cents = self.primary.paid_cents + self.primary.contractual_cents
        reached_cents = primary.patient_cents if primary else 0
        primary_cents = self.charge_cents - taken_cents - reached_cents
        secondary_cents = 0
        if self.secondary is not None and self.secondary.submitted_on is not None:
            second = self.secondary.answer
            moved_on_cents = second.patient_cents if second else 0
            secondary_cents = reached_cents - moved_on_cents - self.secondary.paid_cents
            reached_cents = moved_on_cents
        return primary_cents, secondary_cents, reached_cents - self.patient_paid_cents
