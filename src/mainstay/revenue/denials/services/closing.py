"""Close the denials that a later payment settled, and the work they made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from mainstay.foundation import clock
from mainstay.foundation.db import require_transaction
from mainstay.foundation.work import services as work
from mainstay.revenue.denials.models import Denial
from mainstay.revenue.denials.states import OPEN, SETTLED_BY_PAYMENT, after_answer, after_reversal
from mainstay.revenue.remits.events import Placed


def close_answered(practice_id: int, placed: Sequence[Placed]) -> None:
    """Let these payments, in their order, settle what earlier ones refused.

    A reversal takes a refusal back; another answer for the same charge replaces it. One query when
    no claim here was refused before.
    """
    require_transaction()
    later = [one for one in placed if not one.is_first]
    if not later:
        return
    known = list(
        Denial.objects.for_practice(practice_id)
        .filter(claim__in={one.claim_id for one in later}, state__in=SETTLED_BY_PAYMENT)
        .order_by("id")
    )
    before = {denial.pk: denial.state for denial in known}
    for one in later:
        for denial in known:
            if denial.claim_id == one.claim_id:
                _settle(denial, one)
    changed = [denial for denial in known if denial.state != before[denial.pk]]
    for denial in changed:
        denial.save(update_fields=["state", "closed_on"])
    if changed:
        _close_work(practice_id, {denial.payment_id for denial in changed})


def _settle(denial: Denial, one: Placed) -> None:
    if denial.payment_id == one.payment_id:
        return
    if one.is_reversal:
        if denial.payment_id in one.withdrawn:
            _close(denial, after_reversal(denial.state), one)
        return
    answered = {line.charge_id: False for line in one.lines}
    for line in one.lines:
        answered[line.charge_id] |= bool(line.outcome.denials)
    if denial.charge_id in answered and _is_later(denial, one):
        refused_again = answered[denial.charge_id]
        _close(denial, after_answer(denial.state, is_refused_again=refused_again), one)


def _is_later(denial: Denial, one: Placed) -> bool:
    """An answer that took this one's place, or came after it was reversed."""
    return denial.payment_id in one.withdrawn or denial.state == "superseded"


def _close(denial: Denial, state: str, by: Placed) -> None:
    denial.state = state
    denial.closed_on = None if state in OPEN else by.paid_on


def _close_work(practice_id: int, payment_ids: set[int]) -> None:
    """Close the items of routes on which nothing is open any more."""
    is_open: defaultdict[str, bool] = defaultdict(bool)
    rows = Denial.objects.for_practice(practice_id).filter(payment__in=payment_ids)
    for remit_key, ordinal, category, state in rows.values_list(
        "payment__remit__remit_key", "payment__ordinal", "category", "state"
    ):
        is_open[f"remit:{remit_key}:clp:{ordinal}:denied:{category}"] |= state in OPEN
    done = [key for key, still in is_open.items() if not still]
    work.close_items(
        practice_id, done, "answered", at=clock.now(), note="The payer answered again."
    )
