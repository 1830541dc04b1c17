"""Tables of remittances."""

from mainstay.revenue.remits.models.remit import (
    Adjustment,
    Answer,
    ClaimPayment,
    Line,
    Match,
    Parking,
    ProviderAdjustment,
    Remit,
)

__all__ = [
    "Adjustment",
    "Answer",
    "ClaimPayment",
    "Line",
    "Match",
    "Parking",
    "ProviderAdjustment",
    "Remit",
]
