"""What must be true of every practice's denials."""

from collections.abc import Iterator

from mainstay.foundation.db.invariants import Invariant
from mainstay.foundation.work.models import WorkItem
from mainstay.revenue.denials.models import Denial
from mainstay.revenue.denials.states import OPEN


def _open_without_work(practice_id: int) -> Iterator[str]:
    keys = set(
        WorkItem.objects.for_practice(practice_id)
        .filter(function__code="denial_follow_up")
        .values_list("cause_key", flat=True)
    )
    rows = Denial.objects.for_practice(practice_id).filter(state__in=OPEN)
    for remit_key, ordinal, category in (
        rows.order_by("id")
        .values_list("payment__remit__remit_key", "payment__ordinal", "category")
        .iterator()
    ):
        cause = f"remit:{remit_key}:clp:{ordinal}:denied:{category}"
        if cause not in keys:
            yield f"The open denial {cause} has no work item."


INVARIANTS = (Invariant("N001", "Every open denial has a work item", _open_without_work),)
