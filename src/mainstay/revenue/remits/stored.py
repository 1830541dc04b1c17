"""Claim payments as they stand in our tables: plain values, read in bulk. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

REVERSAL = "22"
SECONDARY_SEQUENCES = {"2": "S", "20": "S", "3": "T", "21": "T"}


@dataclass(frozen=True, slots=True)
class RemitHead:
    """What placing a claim payment needs of its remit."""

    id: int
    key: str
    payer_id: int
    trace_number: str
    paid_on: date
    file_id: int
    file_key: str
    source_key: str


@dataclass(frozen=True, slots=True)
class PaidLine:
    """One SVC."""

    id: int
    ordinal: int
    procedure: str
    modifiers: str
    submitted_procedure: str
    charge_cents: int
    paid_cents: int
    allowed_cents: int | None
    service_on: date | None
    line_number: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaidClaim:
    """One CLP with its lines; adjustments are (line id or None, group, CARC, cents)."""

    id: int
    remit: RemitHead
    ordinal: int
    segment: int
    claim_number: str
    status: str
    charge_cents: int
    paid_cents: int
    payer_claim_number: str
    member_id: str
    service_on: date | None
    service_to_on: date | None
    patient_name: str  # as it is compared: lower case, last name first
    remarks: tuple[str, ...]
    lines: tuple[PaidLine, ...]
    adjustments: tuple[tuple[int | None, str, str, int], ...]

    @property
    def key(self) -> str:
        """How the ledger names it."""
        return f"remit:{self.remit.key}:clp:{self.ordinal}"

    @property
    def source_key(self) -> str:
        """Where it stands: its file and segment."""
        return f"{self.remit.file_key}:{self.segment}"

    @property
    def is_reversal(self) -> bool:
        return self.status == REVERSAL

    @property
    def order(self) -> tuple[date, str, int]:
        """The order in which payments of several remits are placed: the lane's."""
        return self.remit.paid_on, self.remit.source_key, self.ordinal

    @property
    def days(self) -> set[date]:
        """The days of service it names."""
        named = {self.service_on, self.service_to_on, *(line.service_on for line in self.lines)}
        return {day for day in named if day is not None}

    def adjustments_of(self, line_id: int | None) -> tuple[tuple[str, str, int], ...]:
        """The adjustments of one line, or of the claim as a whole."""
        return tuple((g, c, cents) for line, g, c, cents in self.adjustments if line == line_id)
