"""The verbs of events."""

from mainstay.foundation.events.services.publish import publish, publish_many

__all__ = ["publish", "publish_many"]
