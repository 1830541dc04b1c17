"""The samples of a practice and what their reviews found."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from mainstay.oversight.quality.limits import Line, Week, is_out_of_line, line_for
from mainstay.oversight.quality.models import Review, Sample

SOME_NOT_RIGHT = (
    Q(reviews__codes=False)
    | Q(reviews__diagnoses=False)
    | Q(reviews__modifiers=False)
    | Q(reviews__payer_rule=False)
)


@dataclass(frozen=True, slots=True)
class WeekLine:
    """A week's sample with its share of sound claims and whether that is out of line."""

    sample: Sample
    drawn: int
    week: Week
    line: Line | None

    @property
    def is_done(self) -> bool:
        """Whether every claim of it is reviewed."""
        return self.week.reviewed == self.drawn

    @property
    def is_out_of_line(self) -> bool:
        """Whether fewer were sound than chance explains."""
        return is_out_of_line(self.week, self.line)


def weeks(practice_id: int) -> list[WeekLine]:
    """Every week's sample, the newest first. One query."""
    reviewed = Q(reviews__reviewed_at__isnull=False)
    samples: QuerySet[Any] = (
        Sample.objects.for_practice(practice_id)
        .annotate(
            drawn=Count("reviews"),
            reviewed=Count("reviews", filter=reviewed),
            found=Count("reviews", filter=reviewed & SOME_NOT_RIGHT),
        )
        .order_by("-week_on")
    )
    rows = [(one, Week(one.reviewed, one.reviewed - one.found)) for one in samples]
    all_weeks = [week for _, week in rows]
    return [
        WeekLine(one, one.drawn, week, line_for(all_weeks, week.reviewed)) for one, week in rows
    ]


def sample_of(practice_id: int, week_on: date) -> Sample | None:
    """The sample of a week, by its Monday."""
    found: Sample | None = Sample.objects.for_practice(practice_id).filter(week_on=week_on).first()
    return found


def reviews_of(sample: Sample) -> list[Review]:
    """The claims of a sample in the order they were drawn. One query."""
    reviews = Review.objects.for_practice(sample.practice_id).filter(sample=sample)
    return list(reviews.select_related("claim__patient", "claim__payer").order_by("ordinal"))


def review_of_id(practice_id: int, public_id: UUID) -> Review | None:
    """The review of this public id, if it is the practice's."""
    found: Review | None = (
        Review.objects.for_practice(practice_id)
        .filter(public_id=public_id)
        .select_related("sample", "claim__patient", "claim__payer")
        .first()
    )
    return found
