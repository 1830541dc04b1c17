"""Tables of events."""

from mainstay.foundation.events.models.event_row import EventRow

__all__ = ["EventRow"]
