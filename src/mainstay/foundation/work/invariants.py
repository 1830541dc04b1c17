"""What must be true of every practice's work."""

from collections.abc import Iterator

from django.db.models import OuterRef, Subquery

from mainstay.foundation.db.invariants import Invariant
from mainstay.foundation.work.models import WorkChange, WorkItem


def _states_without_history(practice_id: int) -> Iterator[str]:
    """Items that do not stand where their last change left them."""
    last = (
        WorkChange.objects.for_practice(practice_id)
        .filter(item=OuterRef("pk"))
        .order_by("-id")
        .values("to_state")[:1]
    )
    items = WorkItem.objects.for_practice(practice_id).annotate(told=Subquery(last))
    for cause_key, state, told in items.values_list("cause_key", "state", "told").iterator():
        if state != told:
            yield f"The item {cause_key} is {state}, but its history ends with {told}."


INVARIANTS = (
    Invariant("W001", "Every work item stands where its history left it", _states_without_history),
)
