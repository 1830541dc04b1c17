"""The worked postings of domain/835-posting.md 7, its examples, and the guards of its section 5."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mainstay.engine.posting import (
    AdjudicatedClaim,
    AdjudicatedLine,
    Adjustment,
    LineOutcome,
    Outcome,
    Route,
    adjudicate,
)


def a_line(
    charge: int,
    paid: int,
    *adjustments: Adjustment,
    remarks: tuple[str, ...] = (),
    b6: int | None = None,
    left: int | None = None,
) -> AdjudicatedLine:
    return AdjudicatedLine(
        key="line",
        charge_cents=charge,
        paid_cents=paid,
        adjustments=adjustments,
        remarks=remarks,
        allowed_b6_cents=b6,
        left_before_cents=left,
    )


def a_claim(*lines: AdjudicatedLine, status: str = "1", **changes: object) -> AdjudicatedClaim:
    claim = AdjudicatedClaim(
        status=status,
        charge_cents=sum(line.charge_cents for line in lines),
        paid_cents=sum(line.paid_cents for line in lines),
        is_secondary=status in ("2", "3", "20", "21"),
        lines=lines,
    )
    return replace(claim, **changes)


def the_line(outcome: Outcome) -> LineOutcome:
    [line] = outcome.lines
    return line


def read(line: AdjudicatedLine, status: str = "1", **changes: object) -> LineOutcome:
    outcome = adjudicate(a_claim(line, status=status, **changes))
    assert outcome.balanced, outcome.imbalance
    return the_line(outcome)


def moved(line: LineOutcome) -> list[tuple[str, int, str]]:
    return [(move.kind, move.cents, move.reason) for move in line.movements]


# The worked postings, by their number in the table.


def test_1_a_primary_payment_writes_down_and_leaves_the_share_to_the_patient() -> None:
    line = read(a_line(200_00, 96_00, ("CO", "45", 80_00), ("PR", "2", 24_00)))

    assert moved(line) == [("contractual", 80_00, "CO-45")]
    assert line.patient == (("2", 24_00),)
    assert (line.paid_cents, line.no_entry_cents, line.allowed_cents) == (96_00, 0, 120_00)
    assert (line.is_denied, line.denials, line.reviews) == (False, (), ())


def test_2_a_deductible_is_not_a_denial() -> None:
    line = read(a_line(200_00, 0, ("CO", "45", 80_00), ("PR", "1", 120_00)))

    assert moved(line) == [("contractual", 80_00, "CO-45")]
    assert line.patient == (("1", 120_00),)
    assert (line.is_denied, line.denials, line.allowed_cents) == (False, (), 120_00)


def test_3_a_full_denial_moves_nothing_and_opens_the_amount_on_the_payer() -> None:
    line = read(a_line(180_00, 0, ("CO", "197", 180_00)))
    [denial] = line.denials

    assert (line.movements, line.patient, line.no_entry_cents) == ((), (), 180_00)
    assert (line.is_denied, line.allowed_cents) == (True, 0)
    assert (denial.cents, denial.category, denial.owner) == (180_00, "AUTH", "Auth")
    assert (denial.preventable, denial.appealable, denial.deadline_class) == (True, "Y", "DA")


def test_4_a_mixed_claim_pays_one_line_and_denies_the_other() -> None:
    paid = a_line(300_00, 152_00, ("CO", "45", 110_00), ("PR", "2", 38_00))
    bundled = a_line(100_00, 0, ("CO", "97", 100_00))

    first, second = adjudicate(a_claim(paid, bundled)).lines

    assert moved(first) == [("contractual", 110_00, "CO-45")]
    assert first.patient == (("2", 38_00),)
    assert (second.movements, second.is_denied) == ((), True)
    assert [(denial.category, denial.cents) for denial in second.denials] == [("BUNDLING", 100_00)]


def test_5_a_secondary_pays_the_share_and_repeats_the_primary_without_an_entry() -> None:
    line = read(a_line(200_00, 24_00, ("OA", "23", 176_00)), status="2")

    assert (line.movements, line.patient, line.paid_cents) == ((), (), 24_00)
    assert (line.no_entry_cents, line.allowed_cents, line.reviews) == (176_00, None, ())


def test_6_a_secondary_may_leave_a_copay_to_the_patient() -> None:
    line = read(a_line(200_00, 14_00, ("OA", "23", 176_00), ("PR", "3", 10_00)), status="2")

    assert (line.movements, line.patient) == ((), (("3", 10_00),))


def test_7_a_lesser_of_secondary_writes_the_share_down() -> None:
    line = read(a_line(200_00, 0, ("OA", "23", 176_00), ("CO", "45", 24_00)), status="2")

    assert moved(line) == [("contractual", 24_00, "CO-45")]
    assert (line.patient, line.is_denied, line.denials) == ((), False, ())


def test_10_a_zero_payment_that_is_all_patient_share_moves_only_the_write_down() -> None:
    outcome = adjudicate(a_claim(a_line(120_00, 0, ("PR", "1", 120_00))))

    assert (the_line(outcome).movements, the_line(outcome).patient) == ((), (("1", 120_00),))
    assert outcome.park == ""


def test_11_an_allowed_amount_above_the_charge_is_a_negative_write_down() -> None:
    line = read(a_line(100_00, 120_00, ("OA", "94", -20_00)))

    assert moved(line) == [("contractual", -20_00, "OA-94")]
    assert line.allowed_cents == 120_00


def test_12_a_capitated_service_leaves_the_receivable_without_being_denied() -> None:
    line = read(a_line(150_00, 0, ("CO", "24", 150_00)))

    assert moved(line) == [("capitated", 150_00, "CO-24")]
    assert (line.is_denied, line.denials) == (False, ())


def test_b_sequestration_is_a_write_down_that_does_not_lower_the_allowed_amount() -> None:
    line = read(
        a_line(250_00, 125_44, ("CO", "45", 90_00), ("CO", "253", 2_56), ("PR", "2", 32_00))
    )

    assert moved(line) == [("contractual", 90_00, "CO-45"), ("contractual", 2_56, "CO-253")]
    assert line.allowed_cents == 160_00


def test_a_bonus_raises_the_payment_and_not_the_allowed_amount() -> None:
    line = read(a_line(100_00, 81_60, ("PR", "2", 20_00), ("CO", "144", -1_60)))

    assert moved(line) == [("incentive", -1_60, "CO-144")]
    assert (line.allowed_cents, line.no_entry_cents) == (100_00, 0)


# The guards of section 5.


def test_a_denial_put_on_the_patient_is_worked_before_the_patient_hears_of_it() -> None:
    line = read(a_line(200_00, 0, ("PR", "27", 200_00)))

    assert line.patient == ()
    assert [(denial.group, denial.category) for denial in line.denials] == [("PR", "ELIGIBILITY")]
    assert (line.is_denied, line.allowed_cents) == (True, 0)


def test_a_price_reduction_on_the_patient_is_a_balance_bill_question_and_no_write_off() -> None:
    line = read(a_line(200_00, 120_00, ("PR", "45", 80_00)))

    assert (line.movements, line.patient, line.denials) == ((), (), ())
    assert line.reviews == (
        "PR-45 $80.00: may be billed to the patient only where the law allows it.",
    )
    assert line.no_entry_cents == 80_00


def test_a_price_reduction_of_the_whole_charge_hides_a_denial() -> None:
    line = read(a_line(200_00, 0, ("CO", "45", 200_00), remarks=("N115",)))
    [denial] = line.denials

    assert (line.movements, line.is_denied, line.allowed_cents) == ((), True, 0)
    assert (denial.carc, denial.category, denial.owner) == ("45", "MEDNEC", "Clinical")


def test_a_hidden_denial_without_a_remark_goes_to_a_person_as_unknown() -> None:
    [denial] = read(a_line(200_00, 0, ("CO", "45", 200_00))).denials

    assert denial.category == "UNKNOWN"
    assert denial.root_cause == "A price reduction takes the whole charge"


def test_several_price_reductions_that_take_the_whole_charge_hide_a_denial_too() -> None:
    line = read(a_line(200_00, 0, ("CO", "45", 150_00), ("CO", "59", 50_00)))

    assert (line.movements, [denial.cents for denial in line.denials]) == ((), [150_00, 50_00])


@pytest.mark.parametrize("charge", [0, 1])
def test_a_line_that_only_reports_is_neither_a_hidden_denial_nor_denied(charge: int) -> None:
    line = read(a_line(charge, 0, ("CO", "45", charge)))

    assert (line.is_denied, line.denials) == (False, ())
    assert sum(move.cents for move in line.movements) == charge


def test_a_secondary_that_repeats_the_primary_in_co_45_takes_only_what_is_left() -> None:
    line = read(a_line(200_00, 10_00, ("CO", "45", 190_00), left=24_00), status="2")

    assert moved(line) == [("contractual", 14_00, "CO-45")]
    assert line.reviews == (
        "CO-45 $190.00: only $14.00 was left to write down; the rest repeats what the primary did.",
    )


def test_what_a_secondary_refuses_or_assigns_is_not_there_to_be_written_down() -> None:
    line = read(
        a_line(
            200_00, 0, ("CO", "45", 170_00), ("PR", "3", 10_00), ("CO", "197", 20_00), left=34_00
        ),
        status="2",
    )

    assert moved(line) == [("contractual", 4_00, "CO-45")]


def test_several_price_reductions_of_a_secondary_share_what_is_left() -> None:
    line = read(
        a_line(200_00, 0, ("CO", "45", 150_00), ("CO", "59", 50_00), left=160_00), status="2"
    )

    assert moved(line) == [("contractual", 150_00, "CO-45"), ("contractual", 10_00, "CO-59")]


def test_what_a_secondary_withholds_is_not_there_to_be_written_down() -> None:
    line = read(
        a_line(200_00, 10_00, ("CO", "104", 5_00), ("CO", "45", 185_00), left=24_00), status="2"
    )

    assert moved(line) == [("withhold", 5_00, "CO-104"), ("contractual", 9_00, "CO-45")]


def test_a_secondary_that_writes_down_the_whole_charge_is_capped_and_not_a_denial() -> None:
    line = read(a_line(200_00, 0, ("CO", "45", 200_00), left=24_00), status="2")

    assert moved(line) == [("contractual", 24_00, "CO-45")]
    assert (line.denials, line.is_denied) == ((), False)


def test_a_secondary_without_prior_payer_is_parked_until_the_primary_is_known() -> None:
    claim = a_claim(a_line(200_00, 10_00, ("CO", "45", 190_00)), status="2")

    assert adjudicate(claim).park == (
        "This secondary payment does not say what the primary did (OA-23). Post it first."
    )


def test_a_patient_share_in_a_contractual_group_is_never_billed() -> None:
    line = read(a_line(200_00, 176_00, ("CO", "3", 24_00)))

    assert (line.patient, line.movements, line.denials) == ((), (), ())
    assert line.reviews == (
        "CO-3 $24.00: a patient's share the payer keeps from the patient; never bill it.",
    )


@pytest.mark.parametrize(
    ("adjustment", "kind"),
    [
        (("CO", "104", 5_00), "withhold"),
        (("CO", "245", 5_00), "withhold"),
        (("CO", "105", 5_00), "tax_prepaid"),
        (("CO", "237", 5_00), "incentive"),
        (("CO", "253", 5_00), "contractual"),
        (("PI", "45", 5_00), "contractual"),
        (("OA", "45", 5_00), "contractual"),
        (("CO", "246", 5_00), "write_off"),
    ],
)
def test_each_kind_of_reduction_has_its_account(adjustment: Adjustment, kind: str) -> None:
    line = read(a_line(100_00, 95_00, adjustment))

    assert [(move.kind, move.cents) for move in line.movements] == [(kind, 5_00)]
    assert line.denials == ()


def test_a_penny_reporting_code_is_zeroed_out() -> None:
    line = read(a_line(1, 0, ("CO", "246", 1)))

    assert (moved(line), line.is_denied) == ([("write_off", 1, "CO-246")], False)


def test_a_pended_line_waits_without_an_entry_or_a_denial() -> None:
    line = read(a_line(100_00, 0, ("OA", "133", 100_00)))

    assert (line.is_pended, line.is_denied, line.movements, line.denials) == (True, False, (), ())
    assert line.no_entry_cents == 100_00


def test_a_duplicate_is_closed_as_one_and_moves_nothing() -> None:
    line = read(a_line(100_00, 0, ("OA", "18", 100_00)))

    assert (line.movements, [denial.category for denial in line.denials]) == ((), ["DUPLICATE"])


def test_a_payer_initiated_reduction_without_contract_is_disputed_not_written_off() -> None:
    line = read(a_line(100_00, 60_00, ("PI", "45", 40_00)), is_without_contract=True)

    assert line.movements == ()
    assert line.reviews == (
        "PI-45 $40.00: no contract with this payer agrees to this; dispute or accept.",
    )


@pytest.mark.parametrize(
    "adjustment",
    [
        ("CO", "44", 5_00),
        ("OA", "100", 5_00),
        ("CO", "193", 5_00),
        ("CR", "45", 5_00),
        ("XX", "45", 5_00),
        ("OA", "23", 5_00),
        ("PR", "104", 5_00),
        ("CO", "97", -5_00),
    ],
)
def test_what_no_rule_may_decide_waits_for_a_person(adjustment: Adjustment) -> None:
    charge = 100_00 + adjustment[2]
    line = read(a_line(charge, 100_00, adjustment))

    assert (line.movements, line.patient, line.denials) == ((), (), ())
    assert len(line.reviews) == 1
    assert line.no_entry_cents == adjustment[2]


def test_an_unknown_reason_is_a_denial_for_the_manual_queue() -> None:
    [denial] = read(a_line(100_00, 0, ("CO", "9999", 100_00))).denials

    assert (denial.category, denial.owner) == ("UNKNOWN", "Posting")


# Where a denial goes.


def test_a_generic_reason_follows_its_remark() -> None:
    [denial] = read(a_line(100_00, 0, ("CO", "16", 100_00), remarks=("N290",))).denials

    assert (denial.category, denial.action) == ("PROVIDER", "Fix 2310B")
    assert (denial.appealable, denial.deadline_class) == ("R", "DC")
    assert denial.rarcs == ("N290",)


def test_an_unprocessable_claim_is_sent_anew_while_timely_filing_runs() -> None:
    line = a_line(100_00, 0, ("CO", "16", 100_00), remarks=("MA130", "N290"))
    [denial] = read(line).denials

    assert (denial.appealable, denial.deadline_class) == ("N", "DT")
    assert denial.category == "PROVIDER"
    assert denial.action == "Send a new claim while timely filing runs; no appeal. Fix 2310B"


def test_an_alert_never_decides_the_route() -> None:
    [denial] = read(a_line(100_00, 0, ("CO", "16", 100_00), remarks=("N704", "N1"))).denials

    assert denial.category == "BILLING_INFO"
    assert denial.root_cause == "Required element missing/invalid"


def test_a_remark_of_the_claim_counts_where_the_line_has_none() -> None:
    claim = a_claim(a_line(100_00, 0, ("CO", "16", 100_00)), remarks=("MA27",))
    [denial] = the_line(adjudicate(claim)).denials

    assert denial.category == "DEMOGRAPHIC"


def test_a_remark_that_goes_with_the_reason_decides_even_beside_a_specific_one() -> None:
    [denial] = read(a_line(100_00, 0, ("CO", "50", 100_00), remarks=("M38",))).denials

    assert denial.category == "NONCOVERED"


def test_a_remark_that_does_not_go_with_a_specific_reason_decides_nothing() -> None:
    [denial] = read(a_line(100_00, 0, ("CO", "197", 100_00), remarks=("N290",))).denials

    assert denial.category == "AUTH"


def test_a_remark_that_names_no_denial_decides_nothing() -> None:
    [denial] = read(a_line(100_00, 0, ("CO", "16", 100_00), remarks=("N365",))).denials

    assert denial.category == "BILLING_INFO"


def test_the_payers_own_meaning_comes_first() -> None:
    special = Route("AUTH", "This payer means a referral", "Auth", "Add the referral", "R", "DC")
    claim = a_claim(a_line(100_00, 0, ("CO", "16", 100_00), remarks=("N290",)))

    for key in (("16", "N290"), ("16", "")):
        [denial] = the_line(adjudicate(claim, overrides={key: special})).denials
        assert (denial.category, denial.action) == ("AUTH", "Add the referral")


# Status, balance, shape.


@pytest.mark.parametrize("status", ["1", "2", "3", "4", "19", "20", "21"])
def test_a_status_of_adjudication_is_posted(status: str) -> None:
    outcome = adjudicate(a_claim(a_line(100_00, 100_00), status=status))

    assert (outcome.park, len(outcome.lines)) == ("", 1)


@pytest.mark.parametrize("status", ["22", "23", "25", "5", "", "99"])
def test_any_other_status_posts_nothing_and_says_why(status: str) -> None:
    outcome = adjudicate(a_claim(a_line(100_00, 100_00), status=status))

    assert outcome.lines == ()
    assert outcome.park
    assert outcome.reviews == (outcome.park,)


def test_a_claim_denied_as_a_whole_has_only_denied_lines() -> None:
    refused = a_line(100_00, 0, ("PR", "31", 100_00))
    silent = a_line(50_00, 0, ("PR", "1", 50_00))

    first, second = adjudicate(a_claim(refused, silent, status="4")).lines

    assert (first.is_denied, second.is_denied) == (True, True)
    assert first.reviews == ()
    assert second.reviews == (
        "The payer denied the whole claim (status 4) but gave no reason. Ask it for one.",
    )


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        (
            a_claim(a_line(100_00, 60_00, ("CO", "45", 30_00))),
            "Line 1: charge less adjustments is $70.00, paid is $60.00.",
        ),
        (
            a_claim(a_line(100_00, 100_00), paid_cents=90_00),
            "Claim: charge less all adjustments is $100.00, paid is $90.00.",
        ),
        (
            a_claim(a_line(100_00, 100_00), charge_cents=110_00, paid_cents=110_00),
            "Claim: the charges of its lines add up to $100.00, the claim says $110.00.",
        ),
        (
            a_claim(charge_cents=100_00, paid_cents=60_00),
            "Claim: charge less all adjustments is $100.00, paid is $60.00.",
        ),
    ],
)
def test_a_payment_that_does_not_add_up_is_parked_with_the_sum_that_is_off(
    claim: AdjudicatedClaim, sentence: str
) -> None:
    outcome = adjudicate(claim)

    assert (outcome.balanced, outcome.imbalance, outcome.park) == (False, sentence, sentence)


def test_a_claim_without_lines_reads_as_one() -> None:
    claim = a_claim(
        charge_cents=200_00,
        paid_cents=96_00,
        claim_adjustments=(("CO", "45", 80_00), ("PR", "2", 24_00)),
    )

    line = the_line(adjudicate(claim))

    assert line.key is None
    assert moved(line) == [("contractual", 80_00, "CO-45")]
    assert (line.charge_cents, line.paid_cents, line.patient) == (200_00, 96_00, (("2", 24_00),))


def test_claim_level_adjustments_are_shared_by_charge_and_lower_the_lines_payment() -> None:
    claim = a_claim(
        a_line(200_00, 100_00, ("CO", "45", 100_00)),
        a_line(100_00, 50_00, ("CO", "45", 50_00)),
        paid_cents=147_00,
        claim_adjustments=(("CO", "253", 3_00),),
    )

    outcome = adjudicate(claim)

    assert outcome.balanced
    assert [line.paid_cents for line in outcome.lines] == [98_00, 49_00]
    assert [moved(line)[-1] for line in outcome.lines] == [
        ("contractual", 2_00, "CO-253"),
        ("contractual", 1_00, "CO-253"),
    ]


def test_claim_level_adjustments_of_lines_without_charge_are_shared_evenly() -> None:
    claim = a_claim(
        a_line(0, 0), a_line(0, 0), paid_cents=-3, claim_adjustments=(("CO", "253", 3),)
    )

    assert [line.paid_cents for line in adjudicate(claim).lines] == [-2, -1]


# The allowed amount.


def test_the_payers_own_allowed_amount_comes_first_within_a_cent() -> None:
    line = read(a_line(200_00, 96_00, ("CO", "45", 80_00), ("PR", "2", 24_00), b6=120_01))

    assert (line.allowed_cents, line.reviews) == (120_01, ())


def test_two_allowed_amounts_that_disagree_are_shown_to_a_person() -> None:
    line = read(a_line(200_00, 96_00, ("CO", "45", 80_00), ("PR", "2", 24_00), b6=130_00))

    assert line.allowed_cents == 130_00
    assert line.reviews == (
        "The payer states $130.00 allowed; payment and patient share make $120.00. "
        "Check the category of the reason codes on this line.",
    )


def test_a_denied_line_allows_nothing_whatever_the_payer_states() -> None:
    line = read(a_line(200_00, 0, ("CO", "197", 120_00), ("CO", "45", 80_00), b6=120_00))

    assert (line.is_denied, line.allowed_cents, len(line.reviews)) == (True, 0, 1)
    assert moved(line) == [("contractual", 80_00, "CO-45")]


def test_a_line_paid_in_part_is_not_a_denied_line_though_a_part_was_refused() -> None:
    line = read(a_line(300_00, 100_00, ("CO", "45", 110_00), ("CO", "119", 90_00)))

    assert (line.is_denied, line.allowed_cents) == (False, 100_00)
    assert [denial.cents for denial in line.denials] == [90_00]


def test_a_line_with_a_deductible_is_not_a_denied_line_though_a_part_was_refused() -> None:
    line = read(a_line(100_00, 0, ("PR", "1", 60_00), ("CO", "97", 40_00)))

    assert (line.is_denied, line.allowed_cents) == (False, 60_00)
    assert [denial.cents for denial in line.denials] == [40_00]
