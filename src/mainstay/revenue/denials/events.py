"""What denials tell the others."""

from dataclasses import dataclass
from typing import ClassVar

from mainstay.foundation.events import Event


@dataclass(frozen=True, slots=True)
class BalanceAdjusted(Event):
    """A person wrote an amount off, or took a write-off back, on charges of these encounters."""

    kind: ClassVar[str] = "denials.balance_adjusted"

    encounter_ids: tuple[int, ...]
