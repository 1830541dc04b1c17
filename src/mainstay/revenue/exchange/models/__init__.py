"""Tables of exchange."""

from mainstay.revenue.exchange.models.inbound import (
    Batch,
    Delivery,
    File,
    FileFinding,
    Part,
    Sighting,
)

__all__ = ["Batch", "Delivery", "File", "FileFinding", "Part", "Sighting"]
