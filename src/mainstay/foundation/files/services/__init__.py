"""The verbs of files."""

from mainstay.foundation.files.services.keep import keep, keep_many

__all__ = ["keep", "keep_many"]
