"""The questions about quality."""

from mainstay.oversight.quality.queries.samples import (
    WeekLine,
    review_of_id,
    reviews_of,
    sample_of,
    weeks,
)

__all__ = ["WeekLine", "review_of_id", "reviews_of", "sample_of", "weeks"]
