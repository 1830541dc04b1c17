"""Payers take money back: with a reversal, without one, later, and in a remit of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from mainstay.simulator import adjudication
from mainstay.simulator.claims import Claim
from mainstay.simulator.edi.remit_835 import ProviderAdjustment
from mainstay.simulator.payers import COBALT, EVERGREEN, LIGHTHOUSE, NORTHWIND, PINECREST, Payer
from mainstay.simulator.stories import REFUND_CENTS
from mainstay.simulator.world import AUDITED, Due, World, remit_day

CLAIMS_AN_AUDIT = 6
DEFERRED_DAYS = 21


def audit(world: World, today: date) -> None:
    """Start the take-back planned for today, if one is."""
    name = world.stories.audits().get(today, "")
    if name:
        _KINDS[name](world, today)


def _in_the_remit(world: World, today: date) -> None:
    claims = _candidates(world, PINECREST, today)
    on = remit_day(PINECREST, today)
    _reverse(world, claims, on)
    _note(world, "takeback_with_reversal", PINECREST, on, claims)


def _alone(world: World, today: date) -> None:
    """Nothing but reversals: the total is below zero and goes forward as an FB."""
    claims = _candidates(world, EVERGREEN, today)
    _reverse(world, claims, today)
    _note(world, "forward_balance", EVERGREEN, today, claims)


def _deferred(world: World, today: date) -> None:
    """Reversed now, taken later: a negative WO gives the difference back until then."""
    claims = _candidates(world, LIGHTHOUSE, today)
    on = remit_day(LIGHTHOUSE, today)
    later_on = remit_day(LIGHTHOUSE, on + timedelta(days=DEFERRED_DAYS))
    for claim in claims:
        assert claim.answer is not None
        lowered = adjudication.audited_answer(claim, on)
        cents = claim.answer.paid_cents - lowered.paid_cents
        for day, signed in ((on, -cents), (later_on, cents)):
            _adjust(world, LIGHTHOUSE, day, "WO", claim.answer.icn, signed)
    _reverse(world, claims, on)
    _note(world, "takeback_deferred", LIGHTHOUSE, on, claims)


def _without_reversal(world: World, today: date) -> None:
    claims = _candidates(world, COBALT, today)
    on = remit_day(COBALT, today)
    for claim in claims:
        assert claim.answer is not None
        cents = claim.answer.paid_cents
        _adjust(world, COBALT, on, "WO", claim.answer.icn, cents)
        world.agenda[on].takebacks.append((claim, cents))
    _note(world, "takeback_without_reversal", COBALT, on, claims)


def _refund_returned(world: World, today: date) -> None:
    """The practice had mailed a cheque; the payer books it in and out again."""
    on = remit_day(NORTHWIND, today)
    claims = _candidates(world, NORTHWIND, today)[:1]
    for claim in claims:
        assert claim.answer is not None
        _adjust(world, NORTHWIND, on, "WO", claim.answer.icn, REFUND_CENTS)
        _adjust(world, NORTHWIND, on, "72", claim.answer.icn, -REFUND_CENTS)
    _note(world, "refund_acknowledged", NORTHWIND, on, claims)


_KINDS: dict[str, Callable[[World, date], None]] = {
    "pinecrest in the remit": _in_the_remit,
    "cobalt without reversal": _without_reversal,
    "lighthouse deferred": _deferred,
    "evergreen alone in a remit": _alone,
    "northwind refund returned": _refund_returned,
}


def _candidates(world: World, payer: Payer, today: date) -> list[Claim]:
    """The first claims that were paid two months ago, whole, with an office visit."""
    newest, oldest = today - timedelta(days=45), today - timedelta(days=110)
    found = []
    for encounter in world.encounters:
        claim = encounter.primary
        answer = claim.answer
        if claim.payer is not payer or answer is None or encounter.is_earlier:
            continue
        is_ripe = oldest <= answer.on <= newest and not answer.has_denied_line
        is_alone = encounter.secondary is None and not claim.taken_back_cents
        if is_ripe and is_alone and adjudication.visit_line(claim) >= 0:
            found.append(claim)
        if len(found) == CLAIMS_AN_AUDIT:
            break
    return found


def _reverse(world: World, claims: list[Claim], on: date) -> None:
    for claim in claims:
        world.agenda[on].answers[claim.payer.key].append(
            Due(claim, AUDITED, claim_frequency(claim))
        )


def claim_frequency(claim: Claim) -> str:
    """The frequency of the claim its last answer was about."""
    return claim.answer.frequency if claim.answer else "1"


def _adjust(world: World, payer: Payer, on: date, code: str, reference: str, cents: int) -> None:
    adjustment = ProviderAdjustment(code, reference, cents)
    world.agenda[on].provider_adjustments[payer.key].append(adjustment)


def _note(world: World, name: str, payer: Payer, on: date, claims: list[Claim]) -> None:
    planted: dict[str, Any] = {
        "payer": payer.name,
        "on": on.isoformat(),
        "claims": [claim.number for claim in claims],
    }
    world.takebacks.append({"story": name, **planted})
