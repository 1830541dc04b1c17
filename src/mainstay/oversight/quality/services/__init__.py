"""The verbs of quality."""

from mainstay.oversight.quality.services.drawing import draw_week
from mainstay.oversight.quality.services.reviewing import finish_review

__all__ = ["draw_week", "finish_review"]
