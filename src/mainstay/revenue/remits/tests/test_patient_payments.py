"""Patients' payments find their charges, or wait for them; none is counted twice."""

from datetime import date
from typing import Any

import pytest

from mainstay.foundation.db import atomic
from mainstay.foundation.ledger.models import Posting
from mainstay.revenue.exchange import services as exchange
from mainstay.revenue.exchange.models import Part
from mainstay.revenue.receipts.models import Receipt
from mainstay.revenue.receipts.services import patient_payments
from mainstay.revenue.receipts.services.patient_payments import apply_payments
from mainstay.revenue.remits.testing import NOW, Books
from mainstay.revenue.remits.testing.edi import Paid, Said, Sent, a_csv, an_835, an_837

pytestmark = pytest.mark.django_db

LINES = [("99213", 200_00, "L1"), ("93000", 100_00, "L2")]
ROW = ("2026-05-01", "C1", "", "24.01", "card", "R1")


@pytest.fixture
def books() -> Books:
    return Books.opened()


def test_a_payment_is_shared_over_the_charges_by_price(books: Books) -> None:
    books.claims(an_837(Sent(lines=LINES)))

    books.payments(a_csv(ROW))

    assert books.balances() == {
        "charges": -300_00,
        "undeposited": 24_01,
        "receivable Test Mutual": 300_00,
        "receivable patient": -24_01,
    }
    [receipt] = Receipt.objects.for_practice(books.practice_id)
    assert (receipt.state, receipt.cents, receipt.method) == ("applied", 24_01, "card")


def test_the_same_row_in_another_file_is_not_counted_again(books: Books) -> None:
    books.claims(an_837(Sent(lines=LINES)))
    books.payments(a_csv(ROW))

    books.payments(a_csv(ROW, ("2026-05-02", "C1", "", "5.00", "cash", "R2")))

    assert books.balances()["undeposited"] == 29_01


def test_the_same_row_in_two_files_applied_together_is_one_payment(books: Books) -> None:
    books.claims(an_837(Sent(lines=LINES)))

    books.payments(a_csv(ROW), a_csv(ROW, ("2026-05-02", "C1", "", "5.00", "cash", "R2")))

    assert books.balances()["undeposited"] == 29_01
    assert Receipt.objects.for_practice(books.practice_id).count() == 2


def test_files_are_applied_in_chunks_that_run_on_from_one_to_the_next(
    books: Books, django_assert_max_num_queries: Any
) -> None:
    files = [
        a_csv(*(("2026-05-01", f"N{file}", "", "1.00", "card", f"R{row}") for row in range(7)))
        for file in range(20)
    ]
    parts = [books.part("payments", one, date(2026, 5, 1)) for one in files]
    Part.objects.for_practice(books.practice_id).update(records=7)

    with django_assert_max_num_queries(120):
        apply_payments(parts, at=NOW)

    assert books.balances()["undeposited"] == 140_00
    done = Part.objects.for_practice(books.practice_id).filter(applied_at=NOW, applied_records=7)
    assert done.count() == 20


def test_work_that_was_killed_goes_on_within_a_file(books: Books) -> None:
    rows = [("2026-05-01", "C1", "", "1.00", "card", f"R{row}") for row in range(70)]
    part = books.part("payments", a_csv(*rows), date(2026, 5, 1))
    killed = iter(exchange.in_chunks([part], patient_payments._rows, most=50))
    chunk = next(killed)
    with atomic():
        patient_payments._apply(books.practice_id, chunk.items, at=NOW)
        chunk.note(at=NOW)
    assert books.balances()["undeposited"] == 50_00
    part.refresh_from_db()

    apply_payments([part], at=NOW)

    assert books.balances()["undeposited"] == 70_00
    sources = Posting.objects.for_practice(books.practice_id).values_list("source", flat=True)
    assert {int(source.split(":")[1]) for source in sources} == set(range(2, 72))


def test_two_rows_alike_in_one_file_are_two_payments(books: Books) -> None:
    books.claims(an_837(Sent(lines=LINES)))

    books.payments(a_csv(ROW, ROW))

    assert books.balances()["undeposited"] == 48_02


def test_a_payment_before_its_claim_waits_unapplied_and_is_applied_when_it_comes(
    books: Books,
) -> None:
    books.payments(a_csv(ROW))
    assert books.balances() == {"undeposited": 24_01, "unapplied patient": -24_01}
    assert len(books.open_work(function__code="patient_balances")) == 1

    books.claims(an_837(Sent(lines=LINES)))

    assert books.balances()["receivable patient"] == -24_01
    assert "unapplied patient" not in books.balances()
    assert books.open_work() == []


def test_money_given_back_is_for_a_person_and_not_booked(books: Books) -> None:
    books.claims(an_837(Sent(lines=LINES)))

    books.payments(a_csv(("2026-05-01", "C1", "", "-10.00", "check", "RF1")))

    assert "undeposited" not in books.balances()
    [item] = books.open_work(function__code="credit_balances")
    assert "$10.00 was given back" in item.title
    assert item.value_cents == 10_00


def test_a_claim_number_that_two_patients_share_needs_the_patients_name(books: Books) -> None:
    books.claims(
        an_837(
            Sent(),
            Sent(lines=[("99214", 130_00, "L2")], last_name="Otherly", member_id="M2"),
        )
    )

    books.payments(
        a_csv(
            ("2026-05-01", "C1", '"Otherly, Marigold"', "10.00", "card", "R1"),
            ("2026-05-01", "C1", "", "7.00", "card", "R2"),
        )
    )

    assert books.balances()["receivable patient"] == -10_00
    assert books.balances()["unapplied patient"] == -7_00


def test_what_the_patient_prepaid_meets_the_share_the_payer_assigns(books: Books) -> None:
    books.claims(an_837(Sent()))
    books.payments(a_csv(("2026-04-01", "C1", "", "24.00", "card", "POS")))
    said = Said([("99213", 200_00, 96_00, "L1", [("CO", "45", 80_00), ("PR", "3", 24_00)])])

    books.remits(an_835(Paid([said])))

    assert books.balances() == {
        "charges": -200_00,
        "undeposited": 120_00,
        "contractual": 80_00,
    }
