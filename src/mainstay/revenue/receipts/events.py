"""What receipts tell the others."""

from dataclasses import dataclass
from typing import ClassVar

from mainstay.foundation.events import Event


@dataclass(frozen=True, slots=True)
class PatientPaid(Event):
    """Patients' payments were applied to these encounters."""

    kind: ClassVar[str] = "receipts.patient_paid"

    encounter_ids: tuple[int, ...]
