"""The golden fixture of domain/metrics.md 16: ten claims, every expected number.

The claims are adjudicated by ``engine.posting``, so the figures here come from remittance lines
and not from numbers typed twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from mainstay.engine.measures import (
    CohortCharge,
    FirstRemit,
    OpenItem,
    RemittedLine,
    aging,
    ar_over_90_rate,
    clean_claim_rate,
    days_in_ar,
    days_sales_window,
    denial_overturn_rate,
    end_to_end_resolution_rate,
    first_pass_acceptance_rate,
    first_pass_resolution_rate,
    full_denial_rate,
    gross_collection_rate,
    initial_denial_rate,
    initial_denial_rate_in_dollars,
    lags,
    mean_lag,
    month_window,
    net_collection_by_period,
    net_collection_rate,
    pos_collection_rate,
    pos_share_of_patient_cash,
    share_within,
)
from mainstay.engine.posting import (
    AdjudicatedClaim,
    AdjudicatedLine,
    LineOutcome,
    PayerAnswer,
    adjudicate,
    who_owes,
)

AS_OF = date(2026, 6, 30)


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


@dataclass(frozen=True)
class Remit:
    on: date
    lines: tuple[AdjudicatedLine, ...]

    @property
    def outcomes(self) -> tuple[LineOutcome, ...]:
        claim = AdjudicatedClaim(
            status="1",
            charge_cents=sum(line.charge_cents for line in self.lines),
            paid_cents=sum(line.paid_cents for line in self.lines),
            lines=self.lines,
        )
        outcome = adjudicate(claim)
        assert not outcome.park
        return outcome.lines


@dataclass(frozen=True)
class Claim:
    name: str
    payer: str
    service_on: date
    posted_on: date
    submitted_on: date | None
    charge_cents: int
    remits: tuple[Remit, ...] = ()
    touched: bool = False
    rejected: bool = False
    patient_paid: tuple[tuple[date, int], ...] = ()
    secondary_paid: tuple[tuple[date, int], ...] = ()
    written_off: int = 0

    @property
    def standing(self) -> tuple[LineOutcome, ...]:
        """The adjudication that counts: a later remit corrects the one before it."""
        return self.remits[-1].outcomes if self.remits else ()

    @property
    def payer_paid(self) -> int:
        return sum(line.paid_cents for line in self.standing)

    @property
    def contractual(self) -> int:
        return sum(move.cents for line in self.standing for move in line.movements)

    @property
    def open(self) -> tuple[int, int]:
        """(insurance, patient) open cents."""
        share = [pair for line in self.standing for pair in line.patient]
        answers = []
        if self.payer != "self-pay":
            credited = self.payer_paid + self.contractual + self.written_off
            answers.append(PayerAnswer(self.payer, bool(self.remits), credited, share))
        if self.secondary_paid:
            answers.append(PayerAnswer("secondary", True, total(self.secondary_paid)))
        owed = who_owes(self.charge_cents, answers, total(self.patient_paid))
        return sum(owed.by_payer.values()), owed.patient_cents


def total(payments: tuple[tuple[date, int], ...]) -> int:
    return sum(cents for _, cents in payments)


def a_line(charge: int, paid: int, **reasons: int) -> AdjudicatedLine:
    adjustments = [(name[:2], name[2:], cents) for name, cents in reasons.items()]
    return AdjudicatedLine(key=None, charge_cents=charge, paid_cents=paid, adjustments=adjustments)


def remit(on: str, *lines: AdjudicatedLine) -> Remit:
    return Remit(day(on), lines)


CLAIMS = (
    Claim(
        "C1", "Medicare", day("04-01"), day("04-02"), day("04-03"), 200_00,
        (remit("04-17", a_line(200_00, 96_00, CO45=80_00, PR2=24_00)),),
        patient_paid=((day("05-20"), 24_00),),
    ),
    Claim(
        "C2", "Aetna", day("04-03"), day("04-03"), day("04-04"), 250_00,
        (remit("04-25", a_line(250_00, 130_00, CO45=90_00, PR3=30_00)),),
        touched=True,
        patient_paid=((day("04-03"), 30_00),),
    ),
    Claim(
        "C3", "BCBS", day("04-10"), day("04-14"), day("04-15"), 300_00,
        (remit("05-11", a_line(300_00, 168_00, CO45=90_00, PR2=42_00)),),
        rejected=True,
        patient_paid=((day("06-10"), 20_00),),
    ),
    Claim(
        "C4", "Aetna", day("04-15"), day("04-16"), day("04-17"), 180_00,
        (
            remit("05-08", a_line(180_00, 0, CO197=180_00)),
            remit("06-20", a_line(180_00, 110_00, CO45=70_00)),
        ),
    ),
    Claim(
        "C5", "Medicare", day("05-05"), day("05-06"), day("05-06"), 220_00,
        (remit("05-20", a_line(220_00, 104_00, CO45=90_00, PR2=26_00)),),
        secondary_paid=((day("06-05"), 26_00),),
    ),
    Claim(
        "C6", "UHC", day("05-12"), day("05-13"), day("05-14"), 400_00,
        (
            remit(
                "06-05",
                a_line(300_00, 152_00, CO45=110_00, PR2=38_00),
                a_line(100_00, 0, CO97=100_00),
            ),
        ),
        written_off=100_00,
    ),
    Claim(
        "C7", "UHC", day("05-20"), day("05-27"), day("05-28"), 150_00,
        (remit("06-18", a_line(150_00, 0, CO16=150_00)),),
    ),
    Claim("C8", "BCBS", day("06-02"), day("06-02"), day("06-03"), 280_00),
    Claim(
        "C9", "self-pay", day("06-09"), day("06-09"), None, 120_00,
        patient_paid=((day("06-09"), 60_00),),
    ),
    Claim("C10", "Medicaid", day("03-10"), day("03-12"), day("03-13"), 160_00),
)  # fmt: skip
BILLED = [claim for claim in CLAIMS if claim.submitted_on]


def first_remits() -> list[FirstRemit]:
    return [
        FirstRemit(
            [
                RemittedLine(line.charge_cents, line.is_denied, line.is_pended)
                for line in claim.remits[0].outcomes
            ],
            was_rejected=claim.rejected,
        )
        for claim in CLAIMS
        if claim.remits
    ]


def open_items() -> Iterator[OpenItem]:
    for claim in CLAIMS:
        for cents in claim.open:
            if cents:
                yield OpenItem(claim.service_on, cents)


def test_clean_claims_and_acceptance() -> None:
    clean = sum(not claim.touched for claim in BILLED)
    accepted = sum(not claim.rejected for claim in BILLED)

    assert clean_claim_rate(clean, len(BILLED)).text == "88.9 %"
    assert first_pass_acceptance_rate(accepted, len(BILLED)).text == "88.9 %"


def test_first_pass_resolution() -> None:
    remits = first_remits()
    resolved = sum(remit.is_resolved for remit in remits)

    assert (resolved, len(remits)) == (4, 7)
    assert first_pass_resolution_rate(resolved, len(remits)).text == "57.1 %"
    assert end_to_end_resolution_rate(remits).text == "42.9 %"


def test_initial_denials_by_claim_and_by_dollar() -> None:
    remits = first_remits()
    denied = sum(remit.is_denied for remit in remits)
    fully = sum(remit.is_fully_denied for remit in remits)
    dollars = initial_denial_rate_in_dollars(
        sum(remit.denied_cents for remit in remits), sum(remit.charge_cents for remit in remits)
    )

    assert initial_denial_rate(denied, len(remits)).text == "42.9 %"
    assert full_denial_rate(fully, len(remits)).text == "28.6 %"
    assert (dollars.numerator, dollars.denominator) == (430_00, 1_700_00)
    assert dollars.text == "25.3 %"


def test_open_balances_of_insurance_and_patients() -> None:
    insurance = {claim.name: claim.open[0] for claim in CLAIMS if claim.open[0]}
    patients = {claim.name: claim.open[1] for claim in CLAIMS if claim.open[1]}

    assert insurance == {"C7": 150_00, "C8": 280_00, "C10": 160_00}
    assert patients == {"C3": 22_00, "C6": 38_00, "C9": 60_00}
    assert sum(claim.contractual for claim in CLAIMS) == 530_00
    assert sum(claim.written_off for claim in CLAIMS) == 100_00


def test_aging_by_date_of_service() -> None:
    ages = aging(open_items(), AS_OF)

    assert ages.by_bucket == {
        "0-30": 340_00,
        "31-60": 188_00,
        "61-90": 22_00,
        "91-120": 160_00,
        "121+": 0,
    }
    assert (ages.debit_cents, ages.credit_cents) == (710_00, 0)
    assert ar_over_90_rate(ages).text == "22.5 %"


@pytest.mark.parametrize(
    ("basis", "charges", "days"),
    [("posted_on", 2_100_00, "30.4 days"), ("service_on", 1_900_00, "33.6 days")],
)
def test_days_in_ar(basis: str, charges: int, days: str) -> None:
    window = days_sales_window(AS_OF)
    charged = sum(claim.charge_cents for claim in CLAIMS if getattr(claim, basis) in window)
    open_cents = sum(item.cents for item in open_items())

    assert charged == charges
    assert days_in_ar(open_cents, charged).text == days


def test_the_april_cohort() -> None:
    april = month_window(day("04-15"))
    cohort = [
        CohortCharge(
            charge_cents=claim.charge_cents,
            contractual_cents=claim.contractual,
            paid_cents=claim.payer_paid + total(claim.secondary_paid),
            patient_paid_cents=total(claim.patient_paid),
        )
        for claim in CLAIMS
        if claim.service_on in april
    ]
    net = net_collection_rate(cohort)
    gross = gross_collection_rate(
        sum(charge.paid_cents + charge.patient_paid_cents for charge in cohort),
        sum(charge.charge_cents for charge in cohort),
    )

    assert (gross.numerator, gross.denominator, gross.text) == (578_00, 930_00, "62.2 %")
    assert (net.numerator, net.denominator, net.text) == (578_00, 600_00, "96.3 %")


def test_the_june_period() -> None:
    june = month_window(AS_OF)
    in_june = [remit for claim in CLAIMS for remit in claim.remits if remit.on in june]
    lines = [line for remit in in_june for line in remit.outcomes]
    others = [pay for claim in CLAIMS for pay in (*claim.patient_paid, *claim.secondary_paid)]
    paid = sum(line.paid_cents for line in lines)
    paid += sum(cents for on, cents in others if on in june)
    contractual = sum(move.cents for line in lines for move in line.movements)
    charged = sum(claim.charge_cents for claim in CLAIMS if claim.posted_on in june)

    assert (paid, charged, contractual) == (368_00, 400_00, 180_00)
    assert net_collection_by_period(paid, charged, contractual).text == "167.3 %"


def test_charge_and_submission_lag() -> None:
    to_posted = lags((claim.service_on, claim.posted_on) for claim in CLAIMS)
    to_submitted = lags(
        (claim.posted_on, claim.submitted_on) for claim in CLAIMS if claim.submitted_on
    )

    assert mean_lag("Charge lag", to_posted).text == "1.7 days"
    assert share_within("Charges within a day", to_posted, 1).text == "70.0 %"
    assert sum(to_submitted.days) == 8
    assert mean_lag("Submission lag", to_submitted).text == "0.9 days"


def test_cash_at_the_time_of_service() -> None:
    at_service = sum(
        cents for claim in CLAIMS for on, cents in claim.patient_paid if on == claim.service_on
    )
    all_cash = sum(total(claim.patient_paid) for claim in CLAIMS)

    assert pos_collection_rate(at_service, 150_00).text == "60.0 %"
    assert pos_share_of_patient_cash(at_service, all_cash).text == "67.2 %"


def test_denials_overturned() -> None:
    assert denial_overturn_rate(won=1, closed=2).text == "50.0 %"
