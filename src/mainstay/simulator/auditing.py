"""Payers take money back: with a reversal, without one, later, and in a remit of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from mainstay.simulator import adjudication
from mainstay.simulator.claims import Claim
from mainstay.simulator.edi.remit_835 import ProviderAdjustment
from mainstay.simulator.payers import COBALT, EVERGREEN, LIGHTHOUSE, NORTHWIND, PINECREST, Payer
from mainstay.simulator.stories import REFUND_CENTS
from mainstay.simulator.world import AUDITED, Due, TakeBack, World, remit_day

CLAIMS_AN_AUDIT = 5  # with a forward balance, what one PLB segment holds
DEFERRED_DAYS = 21


def audit(world: World, today: date) -> None:
    """Start the take-back planned for today, if one is."""
    name = world.stories.audits().get(today, "")
    if name:
        _KINDS[name](world, today)


def _in_the_remit(world: World, today: date) -> None:
    on = remit_day(PINECREST, today)
    claims = _candidates(world, PINECREST, today)
    cents = sum(_lowered_by(claim, on) for claim in claims)
    _reverse(world, claims, on)
    title = "Visits paid a level lower: reversal and correction in one remit"
    world.takebacks.append(
        TakeBack("takeback_with_reversal", title, "22", PINECREST, on, claims, cents)
    )


def _alone(world: World, today: date) -> None:
    """Nothing but reversals: the total is below zero and goes forward as an FB."""
    claims = _candidates(world, EVERGREEN, today)
    cents = sum(_lowered_by(claim, today) for claim in claims)
    _reverse(world, claims, today)
    title = "A remit of reversals only: forward balance (FB) down, then up in the next"
    world.takebacks.append(
        TakeBack("forward_balance", title, "FB", EVERGREEN, today, claims, cents)
    )


def _deferred(world: World, today: date) -> None:
    """Reversed now, taken later: a negative WO gives the difference back until then."""
    on = remit_day(LIGHTHOUSE, today)
    later_on = remit_day(LIGHTHOUSE, on + timedelta(days=DEFERRED_DAYS))
    claims = _candidates(world, LIGHTHOUSE, today)
    total_cents = 0
    for claim in claims:
        cents = _lowered_by(claim, on)
        total_cents += cents
        _adjust(world, claim, on, "WO", -cents)
        _adjust(world, claim, later_on, "WO", cents)
    _reverse(world, claims, on)
    title = "Reversal and correction now, the money taken three weeks later (WO)"
    world.takebacks.append(
        TakeBack("takeback_deferred", title, "WO", LIGHTHOUSE, on, claims, total_cents)
    )


def _without_reversal(world: World, today: date) -> None:
    on = remit_day(COBALT, today)
    claims = _candidates(world, COBALT, today)
    for claim in claims:
        cents = claim.paid_cents
        _adjust(world, claim, on, "WO", cents)
        world.agenda[on].takebacks.append((claim, cents))
    title = "Money taken back by WO; no reversal ever comes"
    cents = sum(claim.paid_cents for claim in claims)
    world.takebacks.append(
        TakeBack("takeback_without_reversal", title, "WO", COBALT, on, claims, cents)
    )


def _refund_returned(world: World, today: date) -> None:
    """The practice had mailed a cheque; the payer books it in and out again."""
    on = remit_day(NORTHWIND, today)
    claims = _candidates(world, NORTHWIND, today)[:1]
    for claim in claims:
        _adjust(world, claim, on, "WO", REFUND_CENTS)
        _adjust(world, claim, on, "72", -REFUND_CENTS)
    title = "A refund cheque acknowledged: WO and 72, net nothing"
    world.takebacks.append(TakeBack("refund_acknowledged", title, "72", NORTHWIND, on, claims, 0))


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
    found: list[Claim] = []
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


def _lowered_by(claim: Claim, on: date) -> int:
    assert claim.answer is not None
    return claim.answer.paid_cents - adjudication.audited_answer(claim, on).paid_cents


def _reverse(world: World, claims: list[Claim], on: date) -> None:
    for claim in claims:
        world.agenda[on].answers[claim.payer.key].append(Due(claim, AUDITED))


def _adjust(world: World, claim: Claim, on: date, code: str, cents: int) -> None:
    assert claim.answer is not None
    adjustment = ProviderAdjustment(code, claim.answer.icn, cents)
    world.agenda[on].provider_adjustments[claim.payer.key].append(adjustment)
