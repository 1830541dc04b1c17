"""Which step of ours denials came from: by upstream owner, and by what exactly."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Count, Sum

from mainstay.foundation.work.models import WorkItem
from mainstay.revenue.denials.models import Denial

FUNCTIONS = {
    "AR": "ar_follow_up",
    "Auth": "prior_authorization",
    "Billing": "submission",
    "Clinical": "charge_entry",
    "Coding": "coding_review",
    "Compliance": "compliance",
    "Contracting": "payer_rule_upkeep",
    "Credentialing": "credentialing",
    "FrontDesk": "insurance_verification",
    "Posting": "payment_posting",
}
"""The function that answers for a kind of cause (domain/denials.md 2, "Default owner")."""
MONTHS = 6


@dataclass(frozen=True, slots=True)
class Cause:
    """Denials of one payer for one reason in one month; a finding for the step that caused them."""

    owner: str
    carc: str
    payer_id: int
    payer_public_id: UUID
    payer: str
    month: date
    count: int
    cents: int

    @property
    def function(self) -> str:
        """The code of the function that answers for it."""
        return FUNCTIONS.get(self.owner, "denial_follow_up")

    @property
    def key(self) -> str:
        """The finding's key: one for each cause, payer and month."""
        return f"cause:{self.owner}:{self.carc}:{self.payer_public_id}:{self.month:%Y-%m}"


@dataclass(slots=True)
class Upstream:
    """What came from one step: in the month, and month by month before it (oldest first)."""

    owner: str
    count: int = 0
    cents: int = 0
    months: list[int] = field(default_factory=list)
    causes: list[Cause] = field(default_factory=list)

    @property
    def function(self) -> str:
        """The code of the function that answers for it."""
        return FUNCTIONS.get(self.owner, "denial_follow_up")

    @property
    def year_cents(self) -> int:
        """What it comes to in a year at the pace of the months shown."""
        return sum(self.months) * 12 // max(len(self.months), 1)


def upstream_causes(practice_id: int, month: date) -> list[Upstream]:
    """What came from each step in the month that starts on ``month``, most dollars first.

    ``months`` are the cents of the last six months, this one last. One query for each month.
    """
    steps: dict[str, Upstream] = {}
    firsts = [_shift(month, back) for back in range(MONTHS - 1, -1, -1)]
    by_month = [_causes(practice_id, first) for first in firsts]
    cents: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for place, found in enumerate(by_month):
        for cause in found:
            cents[cause.owner][place] += cause.cents
    for cause in by_month[-1]:
        step = steps.setdefault(cause.owner, Upstream(cause.owner))
        step.count += cause.count
        step.cents += cause.cents
        step.causes.append(cause)
    for step in steps.values():
        step.months = [cents[step.owner][place] for place in range(MONTHS)]
    return sorted(steps.values(), key=lambda one: (-one.cents, one.owner))


def cause_of(practice_id: int, key: str) -> Cause | None:
    """The cause a finding's key names, as it stands now; None when there is none such."""
    parts = key.split(":")
    try:
        _, owner, carc, payer, month = parts
        first, payer_id = date.fromisoformat(f"{month}-01"), UUID(payer)
    except ValueError:
        return None
    for cause in _causes(practice_id, first):
        if (cause.owner, cause.carc, cause.payer_public_id) == (owner, carc, payer_id):
            return cause
    return None


def told(practice_id: int, keys: list[str]) -> dict[str, WorkItem]:
    """The findings among these that were told, by key."""
    rows = WorkItem.objects.for_practice(practice_id).filter(cause_key__in=keys)
    return {item.cause_key: item for item in rows.select_related("function")}


def count_like(denial: Denial, since: date) -> tuple[int, int]:
    """How many denials of the same payer and reason there were since a day, and their cents."""
    rows = Denial.objects.for_practice(denial.practice_id).filter(
        payer=denial.payer_id, carc=denial.carc, denied_on__gte=since
    )
    sums = rows.aggregate(count=Count("id"), total=Sum("cents", default=0))
    return sums["count"], sums["total"]


def _causes(practice_id: int, first: date) -> list[Cause]:
    rows = Denial.objects.for_practice(practice_id).filter(
        denied_on__gte=first, denied_on__lt=_shift(first, -1)
    )
    found = (
        rows.exclude(owner="")
        .values_list("owner", "carc", "payer_id", "payer__public_id", "payer__name")
        .annotate(count=Count("id"), total=Sum("cents"))
        .order_by("-total", "owner", "carc", "payer_id")
    )
    return [
        Cause(owner, carc, payer_id, payer_public_id, payer, first, count, total)
        for owner, carc, payer_id, payer_public_id, payer, count, total in found
    ]


def _shift(first: date, back: int) -> date:
    """The first of the month ``back`` months before; negative: after."""
    place = first.year * 12 + first.month - 1 - back
    return date(place // 12, place % 12 + 1, 1)
