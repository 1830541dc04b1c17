"""Tables of jobs."""

from mainstay.foundation.jobs.models.job import Job

__all__ = ["Job"]
