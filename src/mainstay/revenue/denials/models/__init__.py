"""Tables of denials."""

from mainstay.revenue.denials.models.denial import Denial

__all__ = ["Denial"]
