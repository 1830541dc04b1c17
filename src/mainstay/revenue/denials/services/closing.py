"""Close the denials that a later payment settled, and the work they made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from mainstay.foundation import clock
from mainstay.foundation.db import require_transaction, rows
from mainstay.foundation.tenancy import Actor
from mainstay.revenue.denials.models import Act, Appeal, Denial, Outcome
from mainstay.revenue.denials.services.advancing import KEPT
from mainstay.revenue.denials.services.following import follow_work
from mainstay.revenue.denials.states import (
    OPEN,
    SETTLED_BY_PAYMENT,
    WAITING,
    State,
    after_answer,
    after_reversal,
)
from mainstay.revenue.remits.events import Placed

NOTE = "The payer answered again."
KINDS = {"taken_back": "The payment that refused was taken back.", "answered": NOTE}


@dataclass(frozen=True, slots=True)
class _Settled:
    """What a payment did to a denial: by which act, from which columns, with how much money."""

    denial: Denial
    kind: str
    before: dict[str, Any]
    tried: tuple[str, Any]
    won_cents: int
    by: Placed


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
    settled = [
        done
        for one in later
        for denial in known
        if denial.claim_id == one.claim_id and (done := _settle(denial, one))
    ]
    if settled:
        _write(practice_id, settled, at=clock.now())


def _settle(denial: Denial, one: Placed) -> _Settled | None:
    if denial.payment_id == one.payment_id:
        return None
    if one.is_reversal:
        if denial.payment_id not in one.withdrawn:
            return None
        denial.is_taken_back = True
        return _moved(denial, after_reversal(denial.state), "taken_back", one)
    answered = {line.charge_id: False for line in one.lines}
    for line in one.lines:
        answered[line.charge_id] |= bool(line.outcome.denials)
    if denial.charge_id not in answered or not _is_later(denial, one):
        return None
    refused_again = answered[denial.charge_id]
    state = after_answer(denial.state, is_refused_again=refused_again)
    return _moved(denial, state, "answered", one, won_cents=_paid(denial, one))


def _is_later(denial: Denial, one: Placed) -> bool:
    """An answer that took this one's place, or came after it was reversed."""
    return denial.payment_id in one.withdrawn or denial.is_taken_back


def _paid(denial: Denial, one: Placed) -> int:
    """What the answer pays on the denied charge, at most what had been denied."""
    lines = (line for line in one.lines if line.charge_id == denial.charge_id)
    return max(0, min(denial.cents, sum(line.outcome.paid_cents for line in lines)))


def _moved(
    denial: Denial, state: str, kind: str, by: Placed, *, won_cents: int = 0
) -> _Settled | None:
    if state == denial.state and kind == "answered":
        return None
    before = {name: getattr(denial, name) for name in KEPT}
    tried = denial.tried, denial.tried_on
    if state not in WAITING:
        denial.tried, denial.waits_until = "", None
    denial.state = state
    denial.closed_on = None if state in OPEN else by.paid_on
    return _Settled(denial, kind, before, tried, won_cents, by)


def _write(practice_id: int, settled: Sequence[_Settled], *, at: datetime) -> None:
    by = Actor.automation(practice_id)
    changed = {one.denial.pk: one.denial for one in settled}
    for denial in changed.values():
        denial.save(update_fields=["state", "closed_on", "tried", "waits_until", "is_taken_back"])
    numbers = _numbers(practice_id, changed)
    acts = []
    for one in settled:
        numbers[one.denial.pk] = number = numbers.get(one.denial.pk, 0) + 1
        acts.append(_act_row(practice_id, one, number, at))
    written = rows.insert(
        Act,
        (
            "practice", "denial", "number", "kind", "at", "on", "via", "from_state", "to_state",
            "cents", "reason", "reference", "contact", "channel", "before",
        ),
        acts,
        returning=("id",),
    )  # fmt: skip
    _write_outcomes(practice_id, settled, [act_id for (act_id,) in written])
    follow_work(changed.values(), by=by, at=at, note=NOTE)


def _numbers(practice_id: int, denial_ids: Iterable[int]) -> dict[int, int]:
    acts = Act.objects.for_practice(practice_id).filter(denial__in=list(denial_ids))
    return dict(acts.values_list("denial_id").annotate(last=Max("number")))


def _act_row(practice_id: int, one: _Settled, number: int, at: datetime) -> tuple[Any, ...]:
    before = {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in one.before.items()
    }
    return (
        practice_id,
        one.denial.pk,
        number,
        one.kind,
        at,
        one.by.paid_on,
        "job",
        one.before["state"],
        one.denial.state,
        one.won_cents or one.denial.cents,
        KINDS[one.kind],
        one.by.key[:80],
        "",
        "835",
        before,
    )


def _write_outcomes(practice_id: int, settled: Sequence[_Settled], act_ids: Sequence[int]) -> None:
    """What the tries before these answers brought; an appeal that was open has its outcome."""
    ended = [
        (act_id, one)
        for act_id, one in zip(act_ids, settled, strict=True)
        if one.kind == "answered" and one.tried[0] and one.tried[1]
    ]
    appeals = _open_appeals(practice_id, [one.denial.pk for _, one in ended])
    for act_id, one in ended:
        appeal = appeals.get(one.denial.pk)
        is_won = one.denial.state != State.LOST and one.won_cents > 0
        won = one.won_cents if is_won else 0
        if appeal is not None:
            appeal.outcome = "won" if is_won else "lost"
            appeal.won_cents = min(won, appeal.asked_cents)
            appeal.responded_on, appeal.response = one.by.paid_on, NOTE
            appeal.save(update_fields=["outcome", "won_cents", "responded_on", "response"])
        Outcome.objects.create(
            practice_id=practice_id,
            act_id=act_id,
            denial=one.denial,
            payer_id=one.denial.payer_id,
            category=one.denial.category,
            carc=one.denial.carc,
            tried=one.tried[0],
            letter_code=appeal.letter_code if appeal else "",
            level=appeal.level if appeal else 0,
            cents=one.denial.cents,
            won_cents=won,
            days=max((one.by.paid_on - one.tried[1]).days, 0),
            on=one.by.paid_on,
        )


def _open_appeals(practice_id: int, denial_ids: Sequence[int]) -> dict[int, Appeal]:
    rows = Appeal.objects.for_practice(practice_id).filter(
        denial__in=list(denial_ids), outcome="", is_withdrawn=False
    )
    return {appeal.denial_id: appeal for appeal in rows.order_by("level")}
