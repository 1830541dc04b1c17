"""The planted stories as they came out: payer, code, dates, claims and cents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from statistics import median
from typing import Any

from mainstay.simulator import days
from mainstay.simulator import stories as plan
from mainstay.simulator.adjudication import expected_cents
from mainstay.simulator.claims import Claim
from mainstay.simulator.payers import NEVER
from mainstay.simulator.world import World

Row = dict[str, Any]


def stories(world: World) -> list[Row]:
    """Every story that had time to happen, each with what it came to."""
    found = [
        _slow_payer(world),
        _modifier(world),
        _underpayment(world),
        _late_entry(world),
        _burst(world),
        *_rework(world),
        *_takebacks(world),
        _interest(world),
        _secondaries(world),
        _earlier(world),
    ]
    return [row for row in found if row["claims"]]


def _primaries(world: World, keep: Callable[[Claim], bool] = lambda _: True) -> Iterator[Claim]:
    for encounter in world.encounters:
        claim = encounter.primary
        if encounter.posted_on is not None and not encounter.is_earlier and keep(claim):
            yield claim


def _story(
    name: str, title: str, first: date, last: date, *, recurs: bool = True, **facts: Any
) -> Row:
    """One row. What recurs is brought to a year; what happened once is itself."""
    cents = facts["cents"]
    length = (last - first).days + 1 if recurs else 365
    return {
        "story": name,
        "title": title,
        "from": first.isoformat(),
        "to": last.isoformat(),
        **facts,
        "cents_a_year": cents * 365 // length if length > 0 else 0,
    }


def _slow_payer(world: World) -> Row:
    payer, since = plan.SLOW_PAYER, world.stories.month(12)
    before: list[int] = []
    after: list[int] = []
    cents = 0
    for claim in _primaries(world, lambda claim: claim.payer is payer):
        if claim.first_answer is None or claim.acknowledged_on is None or claim.rejected_first:
            continue
        wait = (claim.first_answer.on - claim.acknowledged_on).days
        (after if claim.acknowledged_on >= since else before).append(wait)
        if claim.acknowledged_on >= since:
            cents += claim.encounter.charge_cents
    return _story(
        "slow_payer",
        f"{payer.name} takes longer to answer from month 12 on",
        since,
        world.until,
        payer=payer.name,
        claims=len(after),
        cents=cents,
        median_days_before=_median(before),
        median_days_after=_median(after),
    )


def _modifier(world: World) -> Row:
    payer, habit = plan.MODIFIER_PAYER, plan.MODIFIER_HABIT
    lost_cents = denied_cents = claims = 0
    for claim in _primaries(world, lambda claim: claim.payer is payer):
        if claim.first_answer is None or not _is_modifier(claim):
            continue
        pairs = zip(claim.encounter.lines, claim.first_answer.lines, strict=True)
        for line, answer in pairs:
            if any(carc == habit.carc for _, carc, _ in answer.adjustments):
                claims += 1
                denied_cents += line.charge_cents
                lost_cents += expected_cents(payer, line)
    return _story(
        "missing_modifier_25",
        "An office visit beside a procedure goes out without modifier 25; one payer denies it",
        world.stories.month(5),
        world.until,
        payer=payer.name,
        code=f"CO-{habit.carc}",
        remark=habit.rarcs[0],
        modifier="25",
        claims=claims,
        cents=lost_cents,
        denied_charge_cents=denied_cents,
    )


def _underpayment(world: World) -> Row:
    payer, since = plan.UNDERPAYER, world.stories.month(9)
    claims = cents = 0
    for claim in _primaries(world, lambda claim: claim.payer is payer):
        if claim.answer is None or claim.encounter.service_on < since:
            continue
        for line, answer in zip(claim.encounter.lines, claim.answer.lines, strict=True):
            if line.procedure == plan.UNDERPAID_PROCEDURE and answer.allowed_cents:
                claims += 1
                cents += expected_cents(payer, line) - answer.allowed_cents
    return _story(
        "underpaid_procedure",
        f"{payer.name} allows {100 - plan.UNDERPAID_PERCENT} % less than its contract for one code",
        since,
        world.until,
        payer=payer.name,
        code=plan.UNDERPAID_PROCEDURE,
        claims=claims,
        cents=cents,
    )


def _late_entry(world: World) -> Row:
    first = world.stories.month(7)
    last = world.stories.month(9) - days.ONE_DAY
    found = list(
        _primaries(world, lambda claim: world.stories.is_late_entry(claim.encounter.service_on))
    )
    lags = [(claim.encounter.charge_on - claim.encounter.service_on).days for claim in found]
    return _story(
        "late_charge_entry",
        "Two months of charges reach the payers three weeks after the visit",
        first,
        last,
        recurs=False,
        claims=len(found),
        cents=sum(claim.encounter.charge_cents for claim in found),
        median_lag_days=_median(lags),
    )


def _burst(world: World) -> Row:
    payer, first = plan.BURST_PAYER, world.stories.month(10)
    found = list(
        _primaries(
            world,
            lambda claim: (
                claim.payer is payer
                and bool(claim.rejected_first)
                and claim.submitted_on is not None
                and world.stories.is_burst(payer, claim.submitted_on)
            ),
        )
    )
    return _story(
        "rejection_burst",
        f"{payer.name} bounces member ids written with hyphens for one month",
        first,
        world.stories.month(11) - days.ONE_DAY,
        recurs=False,
        payer=payer.name,
        code=":".join(payer.rejection),
        claims=len(found),
        cents=sum(claim.encounter.charge_cents for claim in found),
        answered_later=sum(claim.answer is not None for claim in found),
    )


def _rework(world: World) -> Iterator[Row]:
    """What became of other denials, by what the practice did."""
    titles = {
        "correct": "Denied, corrected by a replacement claim (frequency 7)",
        "resend": "Denied, sent again as a new claim",
        "appeal": "Denied and appealed",
        NEVER: "Denied and never worked",
    }
    for outcome, title in titles.items():
        found = [
            claim
            for claim in _primaries(world)
            if claim.rework == outcome and not _is_modifier(claim)
        ]
        recovered = [claim for claim in found if claim.answer is not claim.first_answer]
        yield _story(
            f"denials_{outcome}",
            title,
            world.start,
            world.until,
            claims=len(found),
            cents=sum(_denied_cents(claim) for claim in found),
            recovered_claims=len(recovered),
            recovered_paid_cents=sum(claim.paid_cents for claim in recovered),
        )


def _is_modifier(claim: Claim) -> bool:
    habit = plan.MODIFIER_HABIT
    return claim.first_answer is not None and any(
        carc == habit.carc for line in claim.first_answer.lines for _, carc, _ in line.adjustments
    )


def _denied_cents(claim: Claim) -> int:
    assert claim.first_answer is not None
    return sum(line.charge_cents for line in claim.first_answer.lines if line.is_denied)


def _takebacks(world: World) -> Iterable[Row]:
    for taken in world.takebacks:
        if taken.on <= world.until and taken.claims:
            yield _story(
                taken.name,
                taken.title,
                taken.on,
                taken.on,
                recurs=False,
                payer=taken.payer.name,
                code=taken.code,
                claims=len(taken.claims),
                cents=taken.cents,
                claim_numbers=[claim.number for claim in taken.claims],
            )


def _interest(world: World) -> Row:
    since = world.stories.month(12)
    found = _primaries(
        world, lambda claim: bool(claim.first_answer and claim.first_answer.interest_cents)
    )
    return _story(
        "interest",
        f"{plan.SLOW_PAYER.name} owes interest on what it pays late (PLB L6)",
        since,
        world.until,
        payer=plan.SLOW_PAYER.name,
        code="L6",
        claims=sum(1 for _ in found),
        cents=world.books.interest_cents,
    )


def _secondaries(world: World) -> Row:
    found = [
        encounter.secondary
        for encounter in world.encounters
        if encounter.secondary is not None and encounter.secondary.submitted_on is not None
    ]
    return _story(
        "secondary_claims",
        "Coinsurance goes on to the supplement (OA-23)",
        world.start,
        world.until,
        claims=len(found),
        cents=sum(claim.paid_cents for claim in found),
    )


def _earlier(world: World) -> Row:
    return _story(
        "earlier_services",
        "Payments for services billed before the first 837 of the history",
        world.start,
        world.start + timedelta(days=60),
        recurs=False,
        claims=world.books.earlier_claims,
        cents=world.books.earlier_cents,
    )


def _median(values: list[int]) -> int | None:
    return int(median(values)) if values else None
