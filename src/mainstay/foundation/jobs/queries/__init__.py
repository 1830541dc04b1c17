"""The questions about jobs."""

from mainstay.foundation.jobs.queries.waiting import Load, load, waiting

__all__ = ["Load", "load", "waiting"]
