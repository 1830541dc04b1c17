"""From when to when the practice's facts reach."""

from datetime import date

from django.db.models import Max, Min

from mainstay.engine.measures import Period
from mainstay.oversight.insight.models import Booking, ClaimFacts


def days_with_facts(practice_id: int, *, until: date) -> Period | None:
    """The first and last day of which a file told something, later days left out; None if none.

    Cost: six look-ups at the ends of indexes.
    """
    ends: list[date] = []
    for model, column in (
        (Booking, "booked_on"),
        (ClaimFacts, "first_sent_on"),
        (ClaimFacts, "answered_on"),
    ):
        past = model.objects.for_practice(practice_id).filter(**{f"{column}__lte": until})
        for end in (Min(column), Max(column)):  # apart: each is one look-up at an index's end
            ends += [day for day in past.aggregate(day=end).values() if day is not None]
    return Period(min(ends), max(ends)) if ends else None
