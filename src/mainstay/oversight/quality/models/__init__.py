"""Tables of quality."""

from mainstay.oversight.quality.models.sample import Review, Sample

__all__ = ["Review", "Sample"]
