"""Each formula with the worked numbers of domain/metrics.md, its edges and its targets."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.engine.measures import (
    BUCKETS,
    TARGETS,
    CohortCharge,
    Figure,
    FirstRemit,
    OpenItem,
    Period,
    RemittedLine,
    aging,
    aging_bucket,
    allowed_for_collection,
    ar_over_120_rate,
    clean_claim_rate,
    cohort_is_mature,
    collection_cohort,
    collection_cohorts,
    days_in_ar,
    days_sales_window,
    denial_overturn_rate,
    first_pass_acceptance_rate,
    first_pass_resolution_rate,
    initial_denial_rate,
    initial_denial_rate_in_dollars,
    lags,
    mean_lag,
    median_lag,
    month_window,
    net_collection_by_period,
    net_collection_of_insurance,
    net_collection_rate,
    tone_of,
    twelve_months_to,
)

dates = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (clean_claim_rate(186, 200), "93.0 %"),
        (clean_claim_rate(0, 0), "n/a"),
        (first_pass_acceptance_rate(192, 197), "97.5 %"),
        (first_pass_resolution_rate(172, 195), "88.2 %"),
        (initial_denial_rate(23, 195), "11.8 %"),
        (initial_denial_rate(21, 195), "10.8 %"),
        (initial_denial_rate_in_dollars(4_680_00, 58_500_00), "8.0 %"),
        (days_in_ar(312_000_00, 742_500_00), "37.8 days"),
        (days_in_ar(300_000_00, 742_500_00), "36.4 days"),
        (days_in_ar(126_000_00, 283_500_00), "40.0 days"),
        (days_in_ar(100_00, 0), "n/a"),
        (denial_overturn_rate(56, 100), "56.0 %"),
        (net_collection_by_period(368_00, 400_00, 180_00), "167.3 %"),
        (Figure("Cost to collect", 18_400_00, 402_000_00), "4.6 %"),
        (Figure("Cost per claim", 18_400_00, 2_300, "cents"), "$8.00"),
        (Figure("Halves go up", 125, 1_000), "12.5 %"),
        (Figure("Halves go up", 1_0005, 100_000), "10.0 %"),
        (Figure("Halves go up", 1_0050, 100_000), "10.1 %"),
        (Figure("Halves mirror", -1_0050, 100_000), "\u221210.1 %"),
        (Figure("Long", 1_234_56, 1_00, "days"), "1,234.6 days"),
    ],
)
def test_a_figure_is_exact_and_shown_with_one_decimal(figure: Figure, text: str) -> None:
    assert figure.text == text


def test_a_figure_without_a_denominator_has_no_value() -> None:
    nothing = clean_claim_rate(0, 0)

    assert (nothing.value, nothing.tenths, nothing.number) == (None, None, "n/a")
    assert clean_claim_rate(8, 9).value == Fraction(800, 9)
    assert clean_claim_rate(8, 9).tenths == 889


def test_days_in_ar_keep_what_a_page_opens() -> None:
    figure = days_in_ar(312_000_00, 742_500_00)

    assert (figure.numerator, figure.denominator) == (312_000_00, 8_250_00)
    with pytest.raises(ValueError, match="at least one day"):
        days_in_ar(1, 1, 0)


def test_the_days_sales_window_ends_with_the_day_it_is_read() -> None:
    window = days_sales_window(date(2026, 6, 30))

    assert window == Period(date(2026, 4, 2), date(2026, 6, 30))
    assert window.days == 90


# First pass.

PAID = RemittedLine(100_00)
DENIED = RemittedLine(60_00, is_denied=True, denial_categories=frozenset({"BUNDLING"}))
DUPLICATE = RemittedLine(40_00, is_denied=True, denial_categories=frozenset({"DUPLICATE"}))
PENDED = RemittedLine(40_00, is_pended=True)
REPORTING = RemittedLine(1, is_denied=True)


@pytest.mark.parametrize(
    ("lines", "is_resolved", "is_denied", "is_fully_denied", "denied_cents"),
    [
        ([PAID], True, False, False, 0),
        ([PAID, DENIED], False, True, False, 60_00),
        ([DENIED, DENIED], False, True, True, 120_00),
        ([DENIED, REPORTING], False, True, True, 60_00),
        ([PAID, REPORTING], True, False, False, 0),
        ([DUPLICATE], False, False, False, 0),
        ([DUPLICATE, DENIED], False, True, False, 60_00),
        ([PAID, PENDED], False, False, False, 0),
        ([], True, False, False, 0),
    ],
)
def test_a_first_remit_is_read_line_by_line(
    lines: list[RemittedLine],
    is_resolved: bool,
    is_denied: bool,
    is_fully_denied: bool,
    denied_cents: int,
) -> None:
    remit = FirstRemit(lines)

    assert remit.is_resolved == is_resolved
    assert (remit.is_denied, remit.is_fully_denied) == (is_denied, is_fully_denied)
    assert remit.denied_cents == denied_cents


# Aging.


@pytest.mark.parametrize(
    ("age", "bucket"),
    [
        (-3, "0-30"),
        (0, "0-30"),
        (30, "0-30"),
        (31, "31-60"),
        (60, "31-60"),
        (61, "61-90"),
        (90, "61-90"),
        (91, "91-120"),
        (120, "91-120"),
        (121, "121+"),
        (9_999, "121+"),
    ],
)
def test_an_age_falls_into_the_bucket_that_names_it(age: int, bucket: str) -> None:
    assert aging_bucket(age) == bucket


@pytest.mark.parametrize(
    ("service_on", "bucket"),
    [("05-31", "0-30"), ("05-30", "31-60"), ("03-02", "91-120"), ("03-01", "121+")],
)
def test_the_worked_dates_of_the_aging_rule(service_on: str, bucket: str) -> None:
    item = OpenItem(date.fromisoformat(f"2026-{service_on}"), 5_00)

    ages = aging([item], date(2026, 6, 30))

    assert {name for name, cents in ages.by_bucket.items() if cents} == {bucket}


@given(st.lists(st.builds(OpenItem, dates, st.integers(-(10**6), 10**6)), max_size=30), dates)
def test_buckets_and_credits_foot_to_the_ledger(items: list[OpenItem], as_of: date) -> None:
    ages = aging(items, as_of)

    assert tuple(ages.by_bucket) == BUCKETS
    assert min(ages.by_bucket.values()) >= 0 >= ages.credit_cents
    assert ages.total_cents == sum(item.cents for item in items)


def test_over_120_looks_at_the_last_bucket_only() -> None:
    items = [OpenItem(date(2026, 1, 1), 20_00), OpenItem(date(2026, 3, 10), 80_00)]

    assert ar_over_120_rate(aging(items, date(2026, 6, 30))).text == "20.0 %"


# Collection.


def test_net_collection_of_a_matched_cohort() -> None:
    cohort = [
        CohortCharge(
            charge_cents=100_000_00,
            contractual_cents=42_000_00,
            paid_cents=55_900_00,
            refunded_cents=500_00,
        )
    ]

    assert net_collection_rate(cohort).text == "95.5 %"


def test_a_write_off_booked_as_contractual_shows_as_more_than_all() -> None:
    miscoded = CohortCharge(
        charge_cents=100_000_00,
        contractual_cents=45_000_00,
        paid_cents=55_900_00,
        refunded_cents=500_00,
    )

    assert net_collection_rate([miscoded]).text == "100.7 %"


@pytest.mark.parametrize(
    ("charge", "allowed"),
    [
        (CohortCharge(charge_cents=200_00, contractual_cents=80_00), 120_00),
        (CohortCharge(charge_cents=180_00, is_denied=True, expected_allowed_cents=110_00), 110_00),
        (CohortCharge(charge_cents=180_00, is_denied=True), 180_00),
        (CohortCharge(charge_cents=90_00, is_adjudicated=False, expected_allowed_cents=0), 0),
        (CohortCharge(charge_cents=90_00, is_adjudicated=False), 90_00),
        (
            CohortCharge(
                charge_cents=200_00, contractual_cents=80_00, expected_allowed_cents=130_00
            ),
            120_00,
        ),
    ],
)
def test_what_should_come_in_is_never_the_payers_zero(charge: CohortCharge, allowed: int) -> None:
    assert allowed_for_collection(charge) == allowed


def test_where_patients_payments_are_not_seen_only_insurance_is_compared() -> None:
    cohort = [
        CohortCharge(
            charge_cents=200_00,
            contractual_cents=80_00,
            paid_cents=96_00,
            patient_share_cents=24_00,
        ),
        CohortCharge(charge_cents=100_00, is_denied=True, expected_allowed_cents=64_00),
    ]

    figure = net_collection_of_insurance(cohort)

    assert (figure.numerator, figure.denominator, figure.text) == (96_00, 160_00, "60.0 %")


@pytest.mark.parametrize(
    ("ended", "closed", "is_mature"),
    [
        (date(2026, 3, 2), 0, True),
        (date(2026, 3, 3), 0, False),
        (date(2026, 3, 3), 97, True),
        (date(2026, 3, 3), 96, False),
    ],
)
def test_a_cohort_matures_with_time_or_when_nearly_all_is_closed(
    ended: date, closed: int, is_mature: bool
) -> None:
    assert cohort_is_mature(ended, date(2026, 6, 30), closed, 100) == is_mature


def test_a_young_cohort_without_charges_is_not_mature() -> None:
    assert not cohort_is_mature(date(2026, 6, 30), date(2026, 6, 30), 0, 0)


# Which days a month looks at.


@pytest.mark.parametrize(
    ("day", "first_on", "last_on"),
    [
        (date(2026, 6, 15), date(2026, 6, 1), date(2026, 6, 30)),
        (date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_a_month_runs_from_its_first_to_its_last_day(
    day: date, first_on: date, last_on: date
) -> None:
    assert month_window(day) == Period(first_on, last_on)


@pytest.mark.parametrize(
    ("as_of", "cohort"),
    [
        (date(2026, 6, 30), date(2026, 2, 1)),
        (date(2026, 7, 31), date(2026, 3, 1)),
        (date(2026, 6, 28), date(2026, 2, 1)),
        (date(2026, 6, 27), date(2026, 1, 1)),
        (date(2026, 4, 30), date(2025, 12, 1)),
    ],
)
def test_net_collection_shows_the_newest_month_that_has_matured(as_of: date, cohort: date) -> None:
    assert collection_cohort(as_of).first_on == cohort


@given(dates)
def test_the_cohort_is_mature_and_the_month_after_it_is_not(as_of: date) -> None:
    cohort = collection_cohort(as_of)
    after = month_window(cohort.last_on + timedelta(days=1))

    assert (as_of - cohort.last_on).days >= 120
    assert (as_of - after.last_on).days < 120


def test_the_trend_is_twelve_cohorts_oldest_first() -> None:
    cohorts = collection_cohorts(date(2026, 6, 30))

    assert len(cohorts) == 12
    assert (cohorts[0].first_on, cohorts[-1].first_on) == (date(2025, 3, 1), date(2026, 2, 1))


def test_the_twelve_month_period_ends_with_the_page() -> None:
    assert twelve_months_to(date(2026, 6, 30)) == Period(date(2025, 7, 1), date(2026, 6, 30))
    assert date(2025, 6, 30) not in twelve_months_to(date(2026, 6, 30))


# Lags.


def test_a_lag_that_runs_backwards_counts_as_none_and_is_listed() -> None:
    found = lags([(date(2026, 1, 5), date(2026, 1, 3)), (date(2026, 1, 5), date(2026, 1, 9))])

    assert (found.days, found.errors) == ((0, 4), 1)
    assert mean_lag("Charge lag", found).text == "2.0 days"


def test_the_median_lag_lies_halfway_between_two_middles() -> None:
    start = date(2026, 1, 1)
    found = lags((start, start + timedelta(days=days)) for days in (1, 14, 20, 90))

    assert median_lag("Payer turnaround", found).text == "17.0 days"
    assert median_lag("Payer turnaround", lags([])).text == "n/a"


# Targets.


@pytest.mark.parametrize(
    ("figure", "tone"),
    [
        (clean_claim_rate(95, 100), "good"),
        (clean_claim_rate(949, 1_000), "wait"),
        (clean_claim_rate(90, 100), "wait"),
        (clean_claim_rate(8_999, 10_000), "bad"),
        (clean_claim_rate(0, 0), "calm"),
        (initial_denial_rate(5, 100), "good"),
        (initial_denial_rate(10, 100), "wait"),
        (initial_denial_rate(1_001, 10_000), "bad"),
        (days_in_ar(40, 90), "good"),
        (days_in_ar(50, 90), "wait"),
        (days_in_ar(51, 90), "bad"),
        (Figure("No such metric", 1, 2), "calm"),
    ],
)
def test_a_figure_is_judged_by_its_exact_value(figure: Figure, tone: str) -> None:
    assert tone_of(figure) == tone


def test_every_target_leaves_room_to_watch_between_good_and_bad() -> None:
    assert len(TARGETS) == 16
    for target in TARGETS.values():
        assert (target.good > target.bad) == target.is_rising
        assert target.words
