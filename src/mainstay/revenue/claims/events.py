"""What claims tell the others."""

from dataclasses import dataclass
from typing import ClassVar

from mainstay.foundation.events import Event


@dataclass(frozen=True, slots=True)
class ClaimsSent(Event):
    """An 837 was read: claims were sent, new ones or again.

    ``changed_encounter_ids`` are those that were there before and whose payers or charges changed.
    """

    kind: ClassVar[str] = "claims.sent"

    claim_ids: tuple[int, ...]
    encounter_ids: tuple[int, ...]
    changed_encounter_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ClaimsAnswered(Event):
    """Acknowledgements were tied to claims of these encounters."""

    kind: ClassVar[str] = "claims.answered"

    encounter_ids: tuple[int, ...]
