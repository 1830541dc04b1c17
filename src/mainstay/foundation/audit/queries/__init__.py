"""The questions about the trail."""

from mainstay.foundation.audit.queries.trail import TrailFilter, trail

__all__ = ["TrailFilter", "trail"]
