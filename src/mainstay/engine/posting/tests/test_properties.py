"""What holds for every claim payment and every charge, whatever the payer sends."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.engine.codes import tables
from mainstay.engine.posting import (
    PATIENT,
    AdjudicatedClaim,
    AdjudicatedLine,
    Balances,
    PayerAnswer,
    Transfer,
    adjudicate,
    provider_adjustment,
    tied_takeback_cents,
    transfers,
    who_owes,
)
from mainstay.engine.posting.allowed import allowed_by_charge, allowed_by_payment

cents = st.integers(-50_00, 300_00)
group = st.sampled_from(["CO", "PR", "OA", "PI", "CR", "??"])
carc = st.sampled_from([*sorted(tables._carcs()), "9999"])
adjustment = st.tuples(group, carc, cents)
remark = st.sampled_from([*sorted(tables._rarcs()), "N9999"])


@st.composite
def a_balanced_line(draw: st.DrawFn) -> AdjudicatedLine:
    adjustments = draw(st.lists(adjustment, max_size=5))
    charge = draw(st.integers(0, 500_00))
    return AdjudicatedLine(
        key=draw(st.integers()),
        charge_cents=charge,
        paid_cents=charge - sum(amount for _, _, amount in adjustments),
        adjustments=adjustments,
        remarks=draw(st.lists(remark, max_size=3)),
        allowed_b6_cents=draw(st.none() | st.integers(0, 500_00)),
        left_before_cents=draw(st.none() | st.integers(0, 500_00)),
    )


@st.composite
def a_balanced_claim(draw: st.DrawFn) -> AdjudicatedClaim:
    lines = draw(st.lists(a_balanced_line(), max_size=4))
    at_claim_level = draw(st.lists(adjustment, max_size=2))
    charge = sum(line.charge_cents for line in lines) if lines else draw(st.integers(0, 500_00))
    by_line = sum(line.charge_cents - line.paid_cents for line in lines)
    taken = sum(amount for _, _, amount in at_claim_level)
    status = draw(st.sampled_from(["1", "2", "3", "4", "19", "20", "21"]))
    return AdjudicatedClaim(
        status=status,
        charge_cents=charge,
        paid_cents=charge - by_line - taken,
        is_secondary=status in ("2", "3", "20", "21"),
        is_without_contract=draw(st.booleans()),
        lines=lines,
        claim_adjustments=at_claim_level,
        remarks=draw(st.lists(remark, max_size=2)),
    )


@given(a_balanced_claim())
def test_paid_moved_patient_and_the_rest_are_always_the_charge(claim: AdjudicatedClaim) -> None:
    outcome = adjudicate(claim)

    assert outcome.balanced, outcome.imbalance
    assert sum(line.charge_cents for line in outcome.lines) == claim.charge_cents
    assert sum(line.paid_cents for line in outcome.lines) == claim.paid_cents
    for line in outcome.lines:
        moved = sum(move.cents for move in line.movements)
        patient = sum(share for _, share in line.patient)
        assert line.paid_cents + moved + patient + line.no_entry_cents == line.charge_cents


@given(a_balanced_claim())
def test_denials_never_move_money_or_reach_the_patient(claim: AdjudicatedClaim) -> None:
    for line in adjudicate(claim).lines:
        refused = {(denial.group, denial.carc) for denial in line.denials}
        moved = {(move.group, move.carc) for move in line.movements}
        assert refused & (moved | {("PR", reason) for reason, _ in line.patient}) == set()
        assert all(denial.cents > 0 or denial.category == "UNKNOWN" for denial in line.denials)


@given(a_balanced_claim())
def test_nothing_but_a_patients_reason_in_group_pr_reaches_the_patient(
    claim: AdjudicatedClaim,
) -> None:
    for line in adjudicate(claim).lines:
        assert all(tables.carc(reason).category == "PATIENT_RESP" for reason, _ in line.patient)
        assert all(move.group != "PR" for move in line.movements)


@given(a_balanced_line())
def test_the_two_ways_to_the_allowed_amount_agree_on_a_balanced_line(line: AdjudicatedLine) -> None:
    assert allowed_by_payment(line) == allowed_by_charge(line)


@given(a_balanced_claim())
def test_a_capped_secondary_never_writes_down_more_than_was_left(claim: AdjudicatedClaim) -> None:
    capped = replace(
        claim,
        is_secondary=True,
        lines=[
            replace(
                line,
                left_before_cents=line.left_before_cents or 0,
                adjustments=[a for a in line.adjustments if a[1] != "23" and a[2] > 0],
            )
            for line in claim.lines
        ],
        claim_adjustments=(),
    )
    for line, outcome in zip(capped.lines, adjudicate(capped).lines, strict=False):
        written = sum(move.cents for move in outcome.movements if move.kind == "contractual")
        assert written <= max((line.left_before_cents or 0) - line.paid_cents, 0)


# Who owes the rest.

answers = st.lists(
    st.builds(
        PayerAnswer,
        payer=st.integers(1, 3),
        answered=st.booleans(),
        credited_cents=st.integers(-100_00, 300_00),
        patient=st.lists(st.tuples(st.sampled_from(["1", "2", "3"]), cents), max_size=3),
        moved_on_cents=st.integers(0, 100_00),
    ),
    max_size=3,
    unique_by=lambda answer: answer.payer,
)


@given(charge=st.integers(0, 500_00), answers=answers, patient_credited=st.integers(0, 300_00))
def test_balances_always_add_up_to_the_charge_less_all_credits(
    charge: int, answers: list[PayerAnswer], patient_credited: int
) -> None:
    owed = who_owes(charge, answers, patient_credited)

    credited = sum(answer.credited_cents for answer in answers) + patient_credited
    assert sum(owed.by_payer.values()) + owed.patient_cents == charge - credited
    assert sum(owed.reasons.values()) == owed.patient_cents + patient_credited


@given(
    charge=st.integers(0, 500_00),
    answers=answers,
    held_by_patient=st.integers(-300_00, 300_00),
)
def test_transfers_bring_the_books_exactly_to_what_is_owed(
    charge: int, answers: list[PayerAnswer], held_by_patient: int
) -> None:
    owed = who_owes(charge, answers, 0)
    total = sum(owed.by_payer.values()) + owed.patient_cents
    held = {PATIENT: held_by_patient, "someone else": total - held_by_patient}

    for move in transfers(held, owed):
        assert move.cents > 0
        held[move.owes_now] = held.get(move.owes_now, 0) + move.cents
        held[move.owed_before] = held.get(move.owed_before, 0) - move.cents

    assert {party: balance for party, balance in held.items() if balance} == {
        party: balance
        for party, balance in {**owed.by_payer, PATIENT: owed.patient_cents}.items()
        if balance
    }


def test_transfers_that_would_make_money_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot change the sum"):
        transfers({PATIENT: 5_00}, Balances({}, 6_00))


def test_what_goes_to_the_patient_is_told_apart_by_reason() -> None:
    answer = PayerAnswer(
        "A", answered=True, credited_cents=80_00, patient=[("1", 100_00), ("2", 20_00)]
    )

    assert transfers({"A": 120_00}, who_owes(200_00, [answer], 0)) == (
        Transfer(PATIENT, "A", 100_00, "1"),
        Transfer(PATIENT, "A", 20_00, "2"),
    )


def test_a_payer_that_has_not_answered_keeps_what_reached_it() -> None:
    primary = PayerAnswer("A", answered=True, credited_cents=176_00, patient=[("2", 24_00)])
    secondary = PayerAnswer("B", answered=False)

    assert who_owes(200_00, [primary, secondary], 0) == Balances({"A": 0, "B": 24_00}, 0)


def test_a_secondary_that_speaks_first_puts_nothing_on_the_patient() -> None:
    primary = PayerAnswer("A", answered=False)
    secondary = PayerAnswer("B", answered=True, credited_cents=14_00, patient=[("3", 10_00)])

    assert who_owes(200_00, [primary, secondary], 0) == Balances({"A": 200_00, "B": -14_00}, 0)


def test_a_secondary_cannot_assign_more_than_reached_it() -> None:
    primary = PayerAnswer("A", answered=True, credited_cents=176_00, patient=[("2", 24_00)])
    secondary = PayerAnswer("B", answered=True, patient=[("1", 100_00)])

    assert who_owes(200_00, [primary, secondary], 0) == Balances(
        {"A": 0, "B": 0}, 24_00, {"1": 24_00}
    )


def test_one_payer_with_two_policies_has_one_balance() -> None:
    first = PayerAnswer("A", answered=True, credited_cents=170_00, patient=[("2", 24_00)])
    second = PayerAnswer("A", answered=True, credited_cents=14_00, patient=[("3", 10_00)])

    assert who_owes(200_00, [first, second], 0) == Balances({"A": 6_00}, 10_00, {"3": 10_00})


def test_a_denied_amount_stays_with_the_payer_until_a_person_moves_it_on() -> None:
    denied = PayerAnswer("A", answered=True)

    assert who_owes(180_00, [denied], 0).by_payer == {"A": 180_00}
    assert who_owes(180_00, [replace(denied, moved_on_cents=180_00)], 0) == Balances(
        {"A": 0}, 180_00, {"": 180_00}
    )


def test_without_a_payer_the_patient_owes_the_charge() -> None:
    assert who_owes(120_00, [], 60_00) == Balances({}, 60_00, {"": 120_00})


# Provider level.


@pytest.mark.parametrize(
    ("codes", "account", "has_party"),
    [
        ("WO 72 FB B2 AP C5 TL WU J1", "offset", True),
        ("L6 CR", "interest", False),
        ("CT IP BN LS", "other_income", False),
        ("50 51 L3 AH", "fees", False),
        ("E3", "withhold", True),
        ("IR", "tax_prepaid", False),
        ("CS FC RA B3", "unapplied", True),
    ],
)
def test_a_provider_level_amount_goes_where_the_table_says(
    codes: str, account: str, has_party: bool
) -> None:
    for code in codes.split():
        movement = provider_adjustment(code, -5_00)
        assert (movement.account_kind, movement.cents) == (account, -5_00)
        assert (movement.has_party, movement.known) == (has_party, True)


def test_an_unknown_provider_level_code_waits_for_an_explanation() -> None:
    movement = provider_adjustment("ZZ", 5_00)

    assert (movement.account_kind, movement.has_party, movement.known) == ("unapplied", True, False)


@given(
    st.lists(st.tuples(st.sampled_from(["WO", "TL", "WU", "72", "B2", "L6"]), cents), max_size=5)
)
def test_a_tie_depends_on_no_order_and_is_never_negative(plbs: list[tuple[str, int]]) -> None:
    ties = {tied_takeback_cents(order, is_reversal_posted=False) for order in permutations(plbs)}

    assert len(ties) == 1
    assert min(ties) >= 0
    assert tied_takeback_cents(plbs, is_reversal_posted=True) == 0
