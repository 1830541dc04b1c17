"""Tables of tenancy."""

from mainstay.foundation.tenancy.models.calendar import OfficeDay, OfficeHours
from mainstay.foundation.tenancy.models.practice import Practice, PracticeIdentifier
from mainstay.foundation.tenancy.models.scoped import PracticeModel, PublicModel, ScopedManager

__all__ = [
    "OfficeDay",
    "OfficeHours",
    "Practice",
    "PracticeIdentifier",
    "PracticeModel",
    "PublicModel",
    "ScopedManager",
]
