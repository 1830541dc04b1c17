"""The verbs of files."""

from mainstay.foundation.files.services.keep import keep

__all__ = ["keep"]
