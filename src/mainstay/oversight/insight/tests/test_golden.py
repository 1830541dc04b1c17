"""The worked numbers of domain/metrics.md 16, through the database."""

from datetime import UTC, date, datetime

import pytest

from mainstay.engine.measures import Period
from mainstay.oversight.insight.queries.aging import aging_on, book_totals
from mainstay.oversight.insight.queries.collections import (
    Collected,
    collected_in,
    collected_of_cohort,
)
from mainstay.oversight.insight.queries.first_pass_counts import acceptance, denials
from mainstay.oversight.insight.services.computing import compute_months
from mainstay.oversight.insight.services.refreshing import refresh
from mainstay.oversight.insight.testing.golden import AS_OF, golden_books

pytestmark = pytest.mark.django_db(transaction=False)

AT = datetime(2026, 7, 1, 2, tzinfo=UTC)  # 22:00 on June 30 in New York
SPRING = Period(date(2026, 3, 1), AS_OF)


@pytest.fixture
def practice_id() -> int:
    books = golden_books()
    refresh(books.practice.pk, at=AT)
    return books.practice.pk


def test_eight_of_nine_first_submissions_were_accepted(practice_id: int) -> None:
    found = acceptance(practice_id, SPRING)

    assert (found.accepted, found.acknowledged, found.unacknowledged) == (8, 9, 0)


def test_three_of_seven_first_answers_were_denials_of_430_dollars_in_1700(practice_id: int) -> None:
    found = denials(practice_id, SPRING)

    assert (found.denied, found.answered) == (3, 7)
    assert (found.denied_cents, found.answered_cents) == (430_00, 1_700_00)


def test_710_dollars_are_open_590_at_payers_and_120_at_patients(practice_id: int) -> None:
    aging = aging_on(practice_id, AS_OF)

    assert aging.buckets() == [340_00, 188_00, 22_00, 160_00, 0]
    assert sum(aging.buckets(with_patients=False)) == 590_00
    assert aging.credit == 0
    assert aging.receivable == 710_00


def test_the_april_cohort_collected_578_of_600_dollars(practice_id: int) -> None:
    found = collected_of_cohort(practice_id, date(2026, 4, 1), AS_OF, patients_visible=True)

    assert found == Collected(578_00, 600_00)


def test_june_by_the_period_method_collected_368_of_220_dollars(practice_id: int) -> None:
    june = Period(date(2026, 6, 1), AS_OF)

    assert collected_in(practice_id, june, patients_visible=True) == Collected(368_00, 220_00)


def test_the_page_of_june_shows_dso_over_2100_dollars_of_charges(practice_id: int) -> None:
    (june,) = compute_months(practice_id, [date(2026, 6, 1)], book_totals(practice_id), today=AS_OF)
    figures = {figure.name: figure for figure in june.figures}

    dso = figures["dso"]
    assert (dso.numerator, dso.denominator, dso.days) == (710_00, 2_100_00, 90)
    over_90 = figures["ar_over_90"]
    assert (over_90.numerator, over_90.denominator) == (160_00, 710_00)


def test_the_page_of_august_shows_the_april_cohort(practice_id: int) -> None:
    (august,) = compute_months(
        practice_id, [date(2026, 8, 1)], book_totals(practice_id), today=date(2026, 9, 1)
    )
    (net,) = [f for f in august.figures if f.name == "net_collection_rate"]

    assert "April 2026" in net.basis
    assert (net.numerator, net.denominator) == (578_00, 600_00)


def test_a_cohort_before_the_files_begin_is_not_judged(practice_id: int) -> None:
    (june,) = compute_months(practice_id, [date(2026, 6, 1)], book_totals(practice_id), today=AS_OF)
    (net,) = [f for f in june.figures if f.name == "net_collection_rate"]

    assert (net.numerator, net.denominator, net.measure.text) == (0, 0, "n/a")
    assert "services of February 2026, of which the files know too little" in net.basis
