"""The truth: it adds up, it follows from the files, and the planted stories show in it."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from fractions import Fraction
from statistics import median

from mainstay.simulator.tests.conftest import UNTIL, History
from mainstay.simulator.tests.reading import Payment

PRICE = ("45", "253")
SHARE = ("1", "2", "3")


def counted(history: History) -> dict[str, list[Payment]]:
    """Claim payments by claim number, oldest first."""
    found: dict[str, list[Payment]] = defaultdict(list)
    for remit in sorted(history.remits, key=lambda remit: remit.on):
        for payment in remit.payments:
            found[payment.number].append(payment)
    return found


def test_a_claims_paid_contractual_and_share_follow_from_the_835_files(history: History) -> None:
    payments = counted(history)
    for row in history.rows:
        told = payments.get(row["claim_number"], [])
        assert row["paid"] + row["taken_back"] == sum(one.paid for one in told)
        contractual = sum(one.total("CO", *PRICE) for one in told)
        assert row["contractual"] == contractual, row["claim_number"]
        assert row["patient_share"] == sum(one.total("PR", *SHARE) for one in told)


def test_every_charge_is_paid_written_down_the_patients_or_open(history: History) -> None:
    for row in history.rows:
        if row["sequence"] == "P":
            placed = row["paid"] + row["contractual"] + row["patient_share"] + row["open_payer"]
            assert row["charge"] == placed


def test_what_a_patient_paid_follows_from_the_payments_files(history: History) -> None:
    paid: dict[str, int] = defaultdict(int)
    for path in sorted((history.folder / "payments").iterdir()):
        for row in csv.DictReader(path.open(encoding="utf-8")):
            paid[row["claim number"]] += int(Fraction(row["amount"]) * 100)
    for row in history.rows:
        if row["sequence"] == "P":
            assert row["patient_paid"] == paid[row["claim_number"]]


def test_the_encounter_as_a_whole_adds_up_to_its_charge(history: History) -> None:
    by_encounter: dict[str, list[dict[str, int]]] = defaultdict(list)
    for row in history.rows:
        by_encounter[row["encounter"]].append(row)
    for rows in by_encounter.values():
        credited = sum(row["paid"] + row["contractual"] + row["patient_paid"] for row in rows)
        open_now = sum(row["open_payer"] + row["open_patient"] for row in rows)
        assert rows[0]["charge"] == credited + open_now


def test_the_last_month_ages_exactly_the_open_balances_of_the_claims(history: History) -> None:
    as_of = date.fromisoformat(UNTIL)
    buckets = [0] * 5
    credit_cents = 0
    for row in history.rows:
        age = (as_of - date.fromisoformat(row["service_on"])).days
        at = 0 if age <= 30 else 1 if age <= 60 else 2 if age <= 90 else 3 if age <= 120 else 4
        for cents in (row["open_payer"], row["open_patient"]):
            buckets[at] += max(cents, 0)
            credit_cents += min(cents, 0)
    aging = history.month(18)["aging"]
    assert [aging[name] for name in ("0-30", "31-60", "61-90", "91-120", "121+")] == buckets
    assert aging["credits"] == credit_cents < 0
    assert aging["insurance"] + aging["patient"] == sum(buckets)
    assert history.month(18)["dso"]["numerator"] == sum(buckets)


def test_dso_divides_by_the_charges_posted_in_ninety_days(history: History) -> None:
    as_of = date.fromisoformat(UNTIL)
    charges = sum(
        row["charge"]
        for row in history.rows
        if row["sequence"] == "P" and 0 <= (as_of - date.fromisoformat(row["posted_on"])).days < 90
    )
    dso = history.month(18)["dso"]
    assert (dso["denominator"], dso["days"]) == (charges, 90)


def test_first_pass_figures_follow_from_the_claims(history: History) -> None:
    primaries = [row for row in history.rows if row["sequence"] == "P"]
    answered = [row for row in primaries if (row["first_answered_on"] or "")[:7] == "2026-06"]
    denied = [row for row in answered if row["denied_on_first_remit"]]
    sent = [
        row for row in primaries if row["submitted_on"][:7] == "2026-06" and row["acknowledged_on"]
    ]
    month = history.month(14)
    assert month["initial_denial_rate"] == {
        "numerator": len(denied),
        "denominator": len(answered),
    }
    assert month["first_pass_acceptance"] == {
        "numerator": sum(not row["rejected_first"] for row in sent),
        "denominator": len(sent),
    }


def test_the_cohort_is_the_newest_month_that_ended_120_days_before(history: History) -> None:
    months = history.truth["months"]
    assert [month["month"] for month in months][0::17] == ["2025-05", "2026-10"]
    assert months[-1]["metrics"]["net_collection_rate"]["cohort"] == "2026-06"
    assert months[3]["metrics"]["net_collection_rate"]["cohort"] is None
    rows = [row for row in history.rows if row["service_on"][:7] == "2026-06"]
    charge = sum(row["charge"] for row in rows if row["sequence"] == "P")
    rate = months[-1]["metrics"]["net_collection_rate"]
    assert rate["denominator"] == charge - sum(row["contractual"] for row in rows)
    assert rate["numerator"] == sum(row["paid"] + row["patient_paid"] for row in rows)


def test_a_payer_slows_down_from_month_12_on(history: History) -> None:
    story = history.story("slow_payer")
    assert story["from"] == "2026-04-01"
    assert 8 <= story["median_days_after"] - story["median_days_before"] <= 16


def test_the_missing_modifier_costs_about_2500_dollars_a_year_per_thousand_claims(
    history: History,
) -> None:
    """3,000 claims are a quarter of the demo's, so a quarter of its 30,000 dollars."""
    story = history.story("missing_modifier_25")
    assert (story["payer"], story["code"]) == ("PINECREST HEALTH PLAN", "CO-97")
    assert 500_000 <= story["cents_a_year"] <= 1_000_000
    denied = sum(
        1 for remit in history.remits for payment in remit.payments if payment.total("CO", "97")
    )
    assert denied >= story["claims"] > 40


def test_one_procedure_is_underpaid_by_seven_per_cent(history: History) -> None:
    story = history.story("underpaid_procedure")
    fee, underpaid = 15_562, 14_473  # 122 % of 127.56, and 93 % of that
    assert story["cents"] == story["claims"] * (fee - underpaid)


def test_two_months_of_charges_are_entered_late(history: History) -> None:
    lags: dict[str, list[int]] = defaultdict(list)
    for row in history.rows:
        lag = date.fromisoformat(row["posted_on"]) - date.fromisoformat(row["service_on"])
        lags[row["service_on"][:7]].append(lag.days)
    assert median(lags["2025-11"]) > 18
    assert median(lags["2025-12"]) > 18
    assert median(lags["2026-03"]) <= 3


def test_the_burst_of_rejections_is_resent_and_lowers_its_month(history: History) -> None:
    story = history.story("rejection_burst")
    assert story["code"] == "A7:164:IL"
    assert story["claims"] >= 5
    assert story["answered_later"] >= story["claims"] * 0.6
    rates = [
        Fraction(
            history.month(n)["first_pass_acceptance"]["numerator"],
            history.month(n)["first_pass_acceptance"]["denominator"],
        )
        for n in (9, 10, 11)
    ]
    assert rates[1] < min(rates[0], rates[2])


def test_forward_balances_and_deferred_takebacks_come_to_nothing(history: History) -> None:
    by_reference: dict[tuple[str, str], list[int]] = defaultdict(list)
    for remit in sorted(history.remits, key=lambda remit: remit.on):
        for code, reference, amount in remit.provider_adjustments:
            by_reference[(code, reference)].append(amount)
    forward = by_reference[("FB", "EVGM4FB")]
    assert forward[0] < 0
    assert sum(forward) == 0
    deferred = [found for found in by_reference.values() if len(found) == 2 and found[0] < 0]
    assert all(sum(found) == 0 for found in deferred)
    returned = [reference for code, reference in by_reference if code == "72"]
    assert len(returned) == 1
    assert by_reference[("72", returned[0])] == [-9_600]
    assert by_reference[("WO", returned[0])] == [9_600]


def test_money_taken_back_without_reversal_is_open_at_the_payer_again(history: History) -> None:
    taken = {row["claim_number"]: row for row in history.rows if row["taken_back"]}
    told = [one for one in history.truth["stories"] if one["story"] == "takeback_without_reversal"]
    assert set(taken) == {number for one in told for number in one["claim_numbers"]}
    assert sum(row["taken_back"] for row in taken.values()) == sum(one["cents"] for one in told)
    assert all(row["open_payer"] >= row["taken_back"] for row in taken.values())


def test_every_way_to_work_a_denial_occurs(history: History) -> None:
    for outcome in ("correct", "resend", "appeal", "never"):
        assert history.story(f"denials_{outcome}")["claims"] > 0
    assert history.story("denials_correct")["recovered_paid_cents"] > 0
    assert history.story("denials_appeal")["recovered_paid_cents"] > 0


def test_interest_is_outside_what_the_claims_were_paid(history: History) -> None:
    interest = [
        amount
        for remit in history.remits
        for code, _, amount in remit.provider_adjustments
        if code == "L6"
    ]
    assert sum(interest) == -history.story("interest")["cents"] < 0
