"""Tables of work."""

from mainstay.foundation.work.models.absence import Absence, Handover
from mainstay.foundation.work.models.function import Function
from mainstay.foundation.work.models.item import WorkChange, WorkItem
from mainstay.foundation.work.models.procedure import Procedure, Reading, Training

__all__ = [
    "Absence",
    "Function",
    "Handover",
    "Procedure",
    "Reading",
    "Training",
    "WorkChange",
    "WorkItem",
]
