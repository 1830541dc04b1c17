"""How a payer decides one claim: denials by habit, prices by contract, shares by plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from mainstay.engine.money import round_half_up
from mainstay.simulator.claims import Adjustment, Answer, Claim, Line, LineAnswer
from mainstay.simulator.payers import EVERGREEN, LIGHTHOUSE, Habit, Payer
from mainstay.simulator.people import Patient
from mainstay.simulator.procedures import FREE_OF_SHARE, LAB, PROCEDURES, VISIT
from mainstay.simulator.stories import MODIFIER_HABIT, UNDERPAID_PERCENT, Stories

SEQUESTRATION_BPS = 200


@dataclass(frozen=True, slots=True)
class Denial:
    """Which lines a payer refuses, and the habit behind it."""

    habit: Habit
    lines: frozenset[int]


def decide_denial(claim: Claim, stories: Stories) -> Denial | None:
    """Whether the payer refuses something of a claim it sees for the first time."""
    lines = claim.encounter.lines
    every_line = frozenset(range(len(lines)))
    encounter = claim.encounter
    if encounter.lacks_modifier_25 and stories.denies_modifier(claim.payer, encounter.service_on):
        visit = next(i for i in every_line if PROCEDURES[lines[i].procedure].kind == VISIT)
        return Denial(MODIFIER_HABIT, frozenset({visit}))
    for habit in claim.payer.habits:
        fits = [
            i
            for i, line in enumerate(lines)
            if not habit.procedures or line.procedure in habit.procedures
        ]
        if fits and claim.encounter.rng.random() * 10_000 < habit.rate_bps:
            return Denial(habit, every_line if habit.whole_claim else frozenset(fits[:1]))
    return None


def first_answer(
    claim: Claim, on: date, stories: Stories, denial: Denial | None, frequency: str
) -> Answer:
    """The first adjudication of a primary claim."""
    refused = denial.lines if denial else frozenset[int]()
    lines = tuple(
        _refused(line, denial.habit)
        if denial and i in refused
        else price(claim, line, contract_cents(claim, line, stories))
        for i, line in enumerate(claim.encounter.lines)
    )
    status = denial.habit.status if denial else "1"
    return Answer(on, claim.icn, status, frequency, lines, _claim_remarks(claim.payer, denial))


def corrected_answer(claim: Claim, on: date, stories: Stories, frequency: str) -> Answer:
    """The adjudication after a correction or an appeal: what was denied is now priced."""
    assert claim.answer is not None
    lines = tuple(
        price(claim, line, contract_cents(claim, line, stories)) if before.is_denied else before
        for line, before in zip(claim.encounter.lines, claim.answer.lines, strict=True)
    )
    return Answer(on, claim.icn, "1", frequency, lines)


def audited_answer(claim: Claim, on: date) -> Answer:
    """An audit pays the first visit a level lower. Deductible and copay stay as they were."""
    assert claim.answer is not None
    at = visit_line(claim)
    line, before = claim.encounter.lines[at], claim.answer.lines[at]
    fee_cents = claim.payer.fee_cents(PROCEDURES["99213"].base_cents)
    share = [(carc, cents) for group, carc, cents in before.adjustments if group == "PR"]
    if claim.payer.sequestration:
        share = [("2", round_half_up(fee_cents * 2_000, 10_000))]
    lowered = _answered(claim.payer, line, fee_cents, share)
    lines = list(claim.answer.lines)
    lines[at] = lowered
    return replace(claim.answer, on=on, lines=tuple(lines), interest_cents=0)


def visit_line(claim: Claim) -> int:
    """The position of the office visit an audit may lower, or -1."""
    assert claim.answer is not None
    for i, line in enumerate(claim.encounter.lines):
        answer = claim.answer.lines[i]
        is_free_of_deductible = all(carc != "1" for _, carc, _ in answer.adjustments)
        if line.procedure == "99214" and answer.paid_cents > 5_000 and is_free_of_deductible:
            return i
    return -1


def secondary_answer(claim: Claim, on: date, *, denied: Habit | None) -> Answer:
    """What the supplement pays of the primary's coinsurance; the deductible it leaves."""
    primary = claim.encounter.primary.answer
    assert primary is not None
    lines = tuple(_second(line, denied) for line in primary.lines)
    return Answer(on, claim.icn, "2", "1", lines)


def duplicate_answer(claim: Claim, on: date, icn: str) -> Answer:
    """The same claim came twice: the copy, with its own number, refused as a duplicate."""
    lines = tuple(
        LineAnswer(
            line.charge_cents, 0, (("OA", "18", line.charge_cents),), None, line.modifiers, (), True
        )
        for line in claim.encounter.lines
    )
    return Answer(on, icn, "1", "1", lines)


def contract_cents(claim: Claim, line: Line, stories: Stories) -> int:
    """What the payer takes as the line's fee; for one procedure less than it signed."""
    fee_cents = expected_cents(claim.payer, line)
    if stories.is_underpaid(claim.payer, line.procedure, claim.encounter.service_on):
        return round_half_up(fee_cents * UNDERPAID_PERCENT, 100)
    return fee_cents


def expected_cents(payer: Payer, line: Line) -> int:
    """Allowed by contract for all units of the line: the fee, or the charge if that is less."""
    fee_cents = payer.fee_cents(PROCEDURES[line.procedure].base_cents) * line.units
    return min(fee_cents, line.charge_cents)


def price(claim: Claim, line: Line, allowed_cents: int) -> LineAnswer:
    """A covered line: the patient's share first, the payer's part after it."""
    patient = claim.encounter.patient
    share = _share(patient, line, allowed_cents, claim.encounter.service_on.year)
    return _answered(claim.payer, line, allowed_cents, share)


def _answered(
    payer: Payer, line: Line, allowed_cents: int, share: list[tuple[str, int]]
) -> LineAnswer:
    adjustments: list[Adjustment] = []
    if line.charge_cents > allowed_cents:
        adjustments.append(("CO", "45", line.charge_cents - allowed_cents))
    benefit_cents = allowed_cents - sum(cents for _, cents in share)
    held_cents = 0
    if payer.sequestration:
        held_cents = round_half_up(benefit_cents * SEQUESTRATION_BPS, 10_000)
        if held_cents:
            adjustments.append(("CO", "253", held_cents))
    adjustments += [("PR", carc, cents) for carc, cents in share if cents]
    paid_cents = benefit_cents - held_cents
    return LineAnswer(
        line.charge_cents, paid_cents, tuple(adjustments), allowed_cents, line.modifiers
    )


def _share(patient: Patient, line: Line, allowed_cents: int, year: int) -> list[tuple[str, int]]:
    """Deductible (1), coinsurance (2), copay (3) of one line, each rounded once."""
    kind, cover = PROCEDURES[line.procedure].kind, patient.cover
    if kind in FREE_OF_SHARE:
        return []
    if cover.copay_cents and kind == VISIT:
        return [("3", min(cover.copay_cents, allowed_cents))]
    if cover.payer is EVERGREEN or (cover.payer is LIGHTHOUSE and kind == LAB):
        return []
    used_cents = patient.deductible_used.get(year, 0)
    deductible_cents = min(allowed_cents, max(cover.deductible_cents - used_cents, 0))
    patient.deductible_used[year] = used_cents + deductible_cents
    rest_cents = allowed_cents - deductible_cents
    coinsurance_cents = round_half_up(rest_cents * cover.coinsurance_bps, 10_000)
    return [("1", deductible_cents), ("2", coinsurance_cents)]


def _refused(line: Line, habit: Habit) -> LineAnswer:
    remarks = tuple(code for code in habit.rarcs if code != "MA130")
    adjustments = ((habit.group, habit.carc, line.charge_cents),)
    return LineAnswer(line.charge_cents, 0, adjustments, None, line.modifiers, remarks, True)


def _second(primary: LineAnswer, denied: Habit | None) -> LineAnswer:
    deductible_cents = sum(
        cents for group, carc, cents in primary.adjustments if (group, carc) == ("PR", "1")
    )
    left_cents = primary.patient_cents - deductible_cents
    prior_cents = primary.charge_cents - left_cents - deductible_cents
    adjustments: list[Adjustment] = [("OA", "23", prior_cents)] if prior_cents else []
    if deductible_cents:
        adjustments.append(("PR", "1", deductible_cents))
    if denied and left_cents:
        adjustments.append((denied.group, denied.carc, left_cents))
        return LineAnswer(
            primary.charge_cents,
            0,
            tuple(adjustments),
            None,
            primary.modifiers,
            denied.rarcs,
            is_denied=not deductible_cents,
        )
    return LineAnswer(primary.charge_cents, left_cents, tuple(adjustments), None, primary.modifiers)


def _claim_remarks(payer: Payer, denial: Denial | None) -> tuple[str, ...]:
    remarks: tuple[str, ...] = ("MA01",) if payer.sequestration else ()
    if denial and "MA130" in denial.habit.rarcs:
        remarks += ("MA130",)
    return remarks
