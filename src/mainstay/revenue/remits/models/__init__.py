"""Tables of remittances."""

from mainstay.revenue.remits.models.remit import (
    Adjustment,
    ClaimPayment,
    Line,
    Match,
    Parking,
    ProviderAdjustment,
    Remit,
)

__all__ = [
    "Adjustment",
    "ClaimPayment",
    "Line",
    "Match",
    "Parking",
    "ProviderAdjustment",
    "Remit",
]
