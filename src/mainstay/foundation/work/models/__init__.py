"""Tables of work."""

from mainstay.foundation.work.models.function import Function
from mainstay.foundation.work.models.item import WorkChange, WorkItem

__all__ = ["Function", "WorkChange", "WorkItem"]
