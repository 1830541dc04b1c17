"""The questions about jobs."""

from mainstay.foundation.jobs.queries.waiting import Load, is_anything_left, load, waiting

__all__ = ["Load", "is_anything_left", "load", "waiting"]
