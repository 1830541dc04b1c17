"""Tables of insight."""

from mainstay.oversight.insight.models.figures import (
    STILL_OPEN,
    Booking,
    ClaimFacts,
    Item,
    Stale,
)
from mainstay.oversight.insight.models.month import FrozenClaim, Month

__all__ = ["STILL_OPEN", "Booking", "ClaimFacts", "FrozenClaim", "Item", "Month", "Stale"]
