"""How some kinds of account moved, day by day of the books."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import Sum

from mainstay.foundation.ledger.kinds import Kind
from mainstay.foundation.ledger.models import Entry

DayTotals = dict[Kind, dict[date, int]]


def totals_by_day(practice_id: int, kinds: Collection[Kind]) -> DayTotals:
    """Cents, debit less credit, by which all accounts of a kind together moved on each date.

    Cost: reads every entry of the practice twice; for background work, not for a page.
    """
    totals: dict[Kind, defaultdict[date, int]] = {kind: defaultdict(int) for kind in kinds}
    for side, sign in (("debit", 1), ("credit", -1)):
        moved = (
            Entry.objects.for_practice(practice_id)
            .filter(**{f"{side}__kind__in": kinds})
            .values_list(f"{side}__kind", "posting__effective_on")
            .annotate(total=Sum("cents"))
            .order_by()
        )
        for kind, effective_on, total in moved.iterator():
            totals[Kind(kind)][effective_on] += sign * total
    return {kind: dict(days) for kind, days in totals.items()}
