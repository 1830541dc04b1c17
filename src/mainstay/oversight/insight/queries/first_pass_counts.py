"""How claims fared at their first attempt."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from mainstay.engine.measures import Period
from mainstay.oversight.insight import selection


@dataclass(frozen=True, slots=True)
class Acceptance:
    """First submissions, of those with a final acknowledgement; the rest is told beside."""

    accepted: int
    acknowledged: int
    unacknowledged: int


@dataclass(frozen=True, slots=True)
class Denials:
    """First answers, and how many of them denied a line; the same in cents of charge."""

    denied: int
    answered: int
    denied_cents: int
    answered_cents: int
    duplicates_only: int


def acceptance(practice_id: int, days: Period) -> Acceptance:
    """First submissions on these days (metrics.md 3). Cost: two counts over an index range."""
    claims = selection.counted(practice_id)
    counts = selection.first_sent(claims, days).aggregate(
        acknowledged=Count("id"), accepted=Count("id", filter=Q(first_outcome="accepted"))
    )
    return Acceptance(
        accepted=counts["accepted"],
        acknowledged=counts["acknowledged"],
        unacknowledged=selection.unacknowledged(claims, days).count(),
    )


def denials(practice_id: int, days: Period) -> Denials:
    """First remits on these days (metrics.md 5). Cost: one query over an index range."""
    counts = selection.first_answered(selection.counted(practice_id), days).aggregate(
        answered=Count("id"),
        denied=Count("id", filter=selection.DENIED),
        duplicates_only=Count("id", filter=Q(is_duplicate_only=True)),
        answered_cents=Sum("first_billed_cents", default=0),
        denied_cents=Sum("first_denied_cents", default=0),
    )
    return Denials(**counts)
