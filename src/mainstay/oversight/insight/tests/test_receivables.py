"""The A/R page: one list, narrowed by the address, that foots to the ledger."""

from datetime import UTC, date, datetime

import pytest

from mainstay.engine.measures import BUCKETS
from mainstay.foundation.ledger import Kind, account_totals
from mainstay.oversight.insight.queries.aging import aging_on
from mainstay.oversight.insight.queries.parties import payers_by_id
from mainstay.oversight.insight.queries.receivables import (
    OVER_90,
    Filter,
    aged_parties,
    aging_for_page,
    count_and_sum,
    open_items,
    open_rows,
)
from mainstay.oversight.insight.services.refreshing import refresh
from mainstay.oversight.insight.testing import Books
from mainstay.oversight.insight.testing.golden import AS_OF, golden_books

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> Books:
    books = golden_books()
    refresh(books.practice.pk, at=datetime(2026, 7, 1, 2, tzinfo=UTC))
    return books


def total(books: Books, **wanted: object) -> tuple[int, int]:
    """Count and cents as the aging tells them, checked against the items listed."""
    practice_id = books.practice.pk
    chosen = Filter(**({"as_of": AS_OF} | wanted))  # type: ignore[arg-type]
    payers = payers_by_id(practice_id)
    told = count_and_sum(aging_for_page(practice_id, chosen.as_of, chosen.basis), chosen, payers)
    listed = list(open_items(practice_id, chosen, payers))
    assert told == (len(listed), sum(item.cents for item in listed))
    return told


def test_each_bucket_and_party_opens_to_what_its_cell_says(books: Books) -> None:
    aging = aging_on(books.practice.pk, AS_OF)

    for row in aged_parties(aging, payers_by_id(books.practice.pk)):
        for bucket, cents in zip(BUCKETS, row.buckets, strict=True):
            assert total(books, party=row.party, bucket=bucket)[1] == cents
    assert [total(books, bucket=bucket)[1] for bucket in BUCKETS] == aging.buckets()
    assert total(books, bucket=OVER_90) == (1, 160_00)
    assert total(books, party="insurance") == (3, 590_00)
    assert total(books, party="patients") == (3, 120_00)


def test_by_first_bill_a_rejected_claim_ages_from_its_second_sending(books: Books) -> None:
    by_bill = aging_on(books.practice.pk, date(2026, 5, 20), basis="first_bill")
    by_service = aging_on(books.practice.pk, date(2026, 5, 20))

    # $42 of C3: served April 10, rejected, taken in on April 20.
    assert by_bill.buckets() == [468_00, 180_00, 160_00, 0, 0]
    assert by_service.buckets() == [426_00, 222_00, 160_00, 0, 0]


def test_the_page_foots_to_the_ledger_to_the_cent(books: Books) -> None:
    aging = aging_on(books.practice.pk, AS_OF)
    ledger = account_totals(books.practice.pk, kind=Kind.RECEIVABLE)

    for basis in ("dos", "first_bill"):
        assert total(books, basis=basis, bucket=OVER_90)[1] == sum(
            aging_on(books.practice.pk, AS_OF, basis=basis).buckets()[3:]
        )
    assert sum(aging.buckets()) + aging.credit == aging.receivable == sum(ledger.values())


def test_the_aging_kept_with_a_month_is_the_one_computed_now(books: Books) -> None:
    for as_of in (date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31), AS_OF):
        assert aging_for_page(books.practice.pk, as_of, "dos") == aging_on(books.practice.pk, as_of)


def test_a_payer_merged_into_another_shares_its_row(books: Books) -> None:
    aetna, uhc = books.payer("Aetna"), books.payer("UHC")
    uhc.merged_into = aetna
    uhc.save()

    rows = aged_parties(aging_on(books.practice.pk, AS_OF), payers_by_id(books.practice.pk))

    assert [row.name for row in rows] == ["BCBS", "Medicaid", "Aetna", "Patients"]
    assert total(books, party=str(aetna.public_id)) == (1, 150_00)


def test_a_credit_stands_apart_and_is_listed_when_asked_for(books: Books) -> None:
    day = date(2026, 6, 20)
    billed = books.treated(None, [50_00], service_on=day, posted_on=day)
    books.patient_paid(billed, day, 65_00)
    refresh(books.practice.pk, at=datetime(2026, 7, 1, 2, tzinfo=UTC))

    aging = aging_on(books.practice.pk, AS_OF)

    assert (sum(aging.buckets()), aging.credit, aging.receivable) == (710_00, -15_00, 695_00)
    assert total(books, is_credit=True) == (1, -15_00)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_of_the_list_costs_the_same_queries_however_long(
    books: Books, rows: int, django_assert_num_queries: object
) -> None:
    practice_id = books.practice.pk
    payers = payers_by_id(practice_id)
    wanted = Filter(as_of=AS_OF)
    items = open_items(practice_id, wanted, payers)[:rows]

    with django_assert_num_queries(3):  # type: ignore[operator]
        told = list(open_rows(practice_id, items, wanted, payers))

    assert [row.cents for row in told] == [280_00, 160_00, 150_00][:rows]
