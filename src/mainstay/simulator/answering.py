"""The payers' 835s: who is answered today, what it comes to, and what the practice does next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from mainstay.engine import x12
from mainstay.engine.money import round_half_up
from mainstay.simulator import adjudication, collecting, practice
from mainstay.simulator.adjudication import Denial
from mainstay.simulator.claims import Answer, Claim
from mainstay.simulator.days import later
from mainstay.simulator.edi import remit_835
from mainstay.simulator.edi.claims_837 import Submission
from mainstay.simulator.edi.remit_835 import ClaimPayment, ProviderAdjustment, Remit
from mainstay.simulator.payers import APPEAL, CORRECT, PAYERS, RESEND, Payer
from mainstay.simulator.stories import INTEREST_AFTER_DAYS, INTEREST_BPS, SLOW_PAYER
from mainstay.simulator.world import APPEALED, AUDITED, DUPLICATE, FIRST, Due, World

MOST_PAIRS = 6
"""What a PLB segment holds. A second one is allowed, but pyx12 takes it for an error."""


def write_remits(world: World, today: date) -> None:
    """One 835 for each payer that has something to say today."""
    agenda = world.agenda[today]
    for payer in PAYERS:
        adjustments = agenda.provider_adjustments.pop(payer.key, [])
        payments: list[ClaimPayment] = []
        for due in agenda.answers.pop(payer.key, []):
            payments += _answer(world, due, today, adjustments)
        if payments or adjustments:
            _write(world, payer, today, payments, adjustments)


def _answer(
    world: World, due: Due, today: date, adjustments: list[ProviderAdjustment]
) -> list[ClaimPayment]:
    claim, before = due.claim, due.claim.answer
    if due.kind == DUPLICATE:
        return _duplicate(world, due, today)
    if due.kind == FIRST:
        answer = _first(world, due, today)
        if interest_cents := _interest(claim, answer, today):
            answer = replace(answer, interest_cents=interest_cents)
            world.books.interest_cents += interest_cents
            adjustments.append(ProviderAdjustment("L6", answer.icn, -interest_cents))
        world.books.answered(claim, answer, is_in_history=today >= world.start)
        return [ClaimPayment(claim, answer)]
    assert before is not None
    if due.kind == AUDITED:
        answer = adjudication.audited_answer(claim, today)
    else:
        answer = adjudication.corrected_answer(claim, today, world.stories, due.frequency)
    world.books.answered(claim, answer)
    settle(world, claim, today)
    if before.is_denial_only:
        return [ClaimPayment(claim, answer)]
    return [ClaimPayment(claim, before, is_reversal=True), ClaimPayment(claim, answer)]


def _first(world: World, due: Due, today: date) -> Answer:
    claim = due.claim
    if claim.sequence == "S":
        return _second(world, claim, today)
    denial = adjudication.decide_denial(claim, world.stories)
    answer = adjudication.first_answer(claim, today, world.stories, denial, due.frequency)
    if claim.encounter.is_earlier:
        return answer
    claim.acknowledged_on = claim.acknowledged_on or today
    if denial is None or not _rework(world, claim, denial, today):
        world.agenda[later(today, 1)].settlements.append(claim)
    return answer


def _second(world: World, claim: Claim, today: date) -> Answer:
    habit = claim.payer.habits[0]
    is_denied = claim.encounter.rng.random() * 10_000 < habit.rate_bps
    answer = adjudication.secondary_answer(claim, today, denied=habit if is_denied else None)
    claim.acknowledged_on = claim.acknowledged_on or today
    world.agenda[later(today, 1)].settlements.append(claim)
    return answer


def _rework(world: World, claim: Claim, denial: Denial, today: date) -> bool:
    """Start what the practice does about a denial. False: nothing, now or ever."""
    rng = claim.encounter.rng
    outcomes = denial.habit.outcomes
    outcome = rng.choices([name for name, _ in outcomes], [share for _, share in outcomes])[0]
    claim.rework = outcome
    if outcome == CORRECT:
        correction = Submission(claim, "7", replaces=claim.icn, mends=denial.habit.carc)
        world.plan_submission(correction, later(today, rng.randint(5, 20)))
    elif outcome == RESEND:
        again = Submission(claim, mends=denial.habit.carc)
        world.plan_submission(again, later(today, rng.randint(4, 15)))
    elif outcome == APPEAL:
        decided_on = today + timedelta(days=rng.randint(32, 62))
        if rng.random() * 100 < denial.habit.appeal_won_percent:
            world.plan_answer(Due(claim, APPEALED), decided_on)
        else:
            world.agenda[later(decided_on, 1)].settlements.append(claim)
    else:
        return False
    return True


def _duplicate(world: World, due: Due, today: date) -> list[ClaimPayment]:
    """The copy is refused once the original has its answer; it changes nothing."""
    claim = due.claim
    if claim.answer is None:
        world.plan_answer(due, today + timedelta(days=7))
        return []
    if claim.answer.is_denial_only:
        return []
    return [ClaimPayment(claim, adjudication.duplicate_answer(claim, today, due.icn))]


def _interest(claim: Claim, answer: Answer, today: date) -> int:
    """What a late payer owes besides: a yearly rate on the payment, per day late."""
    if claim.payer is not SLOW_PAYER or claim.accepted_on is None:
        return 0
    days_late = (today - claim.accepted_on).days - INTEREST_AFTER_DAYS
    if days_late <= 0:
        return 0
    return round_half_up(answer.paid_cents * INTEREST_BPS * days_late, 10_000 * 365)


def settle(world: World, claim: Claim, today: date) -> None:
    """The payer is done: bill the supplement where there is one, else the patient."""
    encounter = claim.encounter
    if claim.answer is None:
        return
    coinsurance_cents = sum(
        cents
        for line in claim.answer.lines
        for group, carc, cents in line.adjustments
        if (group, carc) == ("PR", "2")
    )
    if (
        claim.sequence == "P"
        and encounter.secondary is None
        and encounter.patient.supplement_id
        and coinsurance_cents
        and encounter.rng.random() < 0.97
    ):
        collecting.bill_supplement(world, encounter, today)
    elif encounter.secondary is None or encounter.secondary.answer is not None:
        collecting.bill_patient(world, encounter, today)


def _write(
    world: World,
    payer: Payer,
    today: date,
    payments: list[ClaimPayment],
    adjustments: list[ProviderAdjustment],
) -> None:
    """Balance the remit, carrying forward what it cannot pay, and write it."""
    number = world.next_number(f"remit {payer.key}")
    trace_number = f"{payer.payer_id}{today:%y%m%d}{number:04d}"
    adjustments = _interest_in_one(adjustments, trace_number)
    if carried_cents := world.carried_forward.pop(payer.key, 0):
        adjustments.append(ProviderAdjustment("FB", f"{payer.payer_id}FB", carried_cents))
    remit = Remit(payer, today, trace_number, payments, adjustments)
    if remit.paid_cents < 0:
        world.carried_forward[payer.key] = -remit.paid_cents
        forward = ProviderAdjustment("FB", f"{payer.payer_id}FB", remit.paid_cents)
        adjustments.append(forward)
    if today >= world.start:
        world.folder.write("835", today, _interchange(remit, number, today), payer.key)


def _interest_in_one(
    adjustments: list[ProviderAdjustment], trace_number: str
) -> list[ProviderAdjustment]:
    """Interest claim by claim while a PLB segment has room for it, else one sum for the remit."""
    interest = [one.cents for one in adjustments if one.code == "L6"]
    if len(adjustments) <= MOST_PAIRS - 2 or not interest:
        return adjustments
    others = [one for one in adjustments if one.code != "L6"]
    return [*others, ProviderAdjustment("L6", trace_number, sum(interest))]


def _interchange(remit: Remit, number: int, today: date) -> bytes:
    at = datetime.combine(today, time(5, 15))
    sender = remit.payer.payer_id
    group = x12.Group(
        functional_id="HP",
        version=remit_835.VERSION,
        sender=sender,
        receiver=practice.SUBMITTER_ID,
        gs06=number,
        at=at,
        sets=[remit_835.transaction_set(remit)],
    )
    return x12.write_interchange(
        sender=sender, receiver=practice.SUBMITTER_ID, isa13=number, groups=[group], at=at
    )
