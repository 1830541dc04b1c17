"""What must be true of every practice's denials."""

from collections.abc import Iterator

from mainstay.foundation.db.invariants import Invariant
from mainstay.foundation.ledger import postings_by_key
from mainstay.foundation.work.models import WorkItem
from mainstay.revenue.denials.keys import route_key
from mainstay.revenue.denials.models import Act, Denial, WriteOff
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
        cause = route_key(remit_key, ordinal, category)
        if cause not in keys:
            yield f"The open denial {cause} has no work item."


def _write_offs_beside_the_books(practice_id: int) -> Iterator[str]:
    forms = WriteOff.objects.for_practice(practice_id).order_by("id")
    states = dict(forms.values_list("key", "state"))
    booked = postings_by_key(practice_id, states)
    for key, state in states.items():
        posting = booked.get(key)
        stands = posting is not None and posting.reversed_by is None
        if stands != (state == "posted"):
            yield f"The write-off {key} is {state}, which the books do not show."


def _states_beside_acts(practice_id: int) -> Iterator[str]:
    acts = Act.objects.for_practice(practice_id).order_by("denial_id", "number")
    last = {
        denial_id: (to_state, state, public_id)
        for denial_id, to_state, state, public_id in acts.values_list(
            "denial_id", "to_state", "denial__state", "denial__public_id"
        ).iterator()
    }
    for to_state, state, public_id in last.values():
        if to_state != state:
            yield f"The denial {public_id} is {state}, its last act led to {to_state}."


INVARIANTS = (
    Invariant("N001", "Every open denial has a work item", _open_without_work),
    Invariant("N002", "Every write-off stands in the books", _write_offs_beside_the_books),
    Invariant("N003", "Every worked denial is where its acts led", _states_beside_acts),
)
