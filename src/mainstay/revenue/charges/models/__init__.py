"""Tables of charges."""

from mainstay.revenue.charges.models.encounter import Charge, Coverage, Encounter

__all__ = ["Charge", "Coverage", "Encounter"]
