"""Denials open by themselves with cause, act and clock, and close when the payer answers again."""

from datetime import date

import pytest

from mainstay.revenue.denials.models import Denial
from mainstay.revenue.denials.queries.denials import (
    DenialFilter,
    denial_groups,
    denial_of,
    denials,
    total,
)
from mainstay.revenue.remits.testing import Books
from mainstay.revenue.remits.testing.edi import Paid, Said, Sent, an_835, an_837

pytestmark = pytest.mark.django_db

LINES = [("99213", 200_00, "L1"), ("93000", 100_00, "L2")]
PAID_LINE = ("99213", 200_00, 120_00, "L1", [("CO", "45", 80_00)])


@pytest.fixture
def books() -> Books:
    books = Books.opened()
    books.claims(an_837(Sent(lines=LINES)))
    return books


def denied(carc: str, *remarks: str, icn: str = "ICN1") -> Said:
    return Said([PAID_LINE, ("93000", 100_00, 0, "L2", [("CO", carc, 100_00)], *remarks)], icn=icn)


def test_a_denied_line_opens_a_denial_with_its_cause_and_clock(books: Books) -> None:
    books.remits(an_835(Paid([denied("50", "N115")])))

    [denial] = denials(books.practice_id)
    assert (denial.carc, denial.group, denial.cents, denial.state) == ("50", "CO", 100_00, "open")
    assert (denial.category, denial.procedure, denial.is_first_pass) == ("MEDNEC", "93000", True)
    assert denial.appeal_by == date(2026, 10, 14)  # 180 days from April 17
    assert denial.service_on == date(2026, 4, 1)
    assert denial_of(books.practice_id, denial.public_id) == denial


def test_each_denied_claim_payment_and_route_is_one_item_with_its_value(books: Books) -> None:
    said = Said(
        [
            ("99213", 200_00, 0, "L1", [("CO", "97", 200_00)]),
            ("93000", 100_00, 0, "L2", [("CO", "97", 60_00), ("CO", "197", 40_00)]),
        ]
    )

    books.remits(an_835(Paid([said])))

    items = books.open_work(function__code="denial_follow_up")
    assert sorted(item.value_cents for item in items) == [40_00, 260_00]
    assert total(books.practice_id) == (3, 300_00)


def test_what_is_contractual_the_patients_or_informational_is_no_denial(books: Books) -> None:
    said = Said(
        [
            PAID_LINE,
            ("93000", 100_00, 0, "L2", [("CO", "45", 60_00), ("PR", "1", 40_00)]),
        ]
    )

    books.remits(an_835(Paid([said])))

    assert not Denial.objects.filter(practice=books.practice_id).exists()


def test_a_price_that_takes_the_whole_charge_is_a_denial_in_disguise(books: Books) -> None:
    books.remits(an_835(Paid([denied("45")])))

    [denial] = denials(books.practice_id)
    assert (denial.carc, denial.category) == ("45", "UNKNOWN")
    assert books.balances()["contractual"] == 80_00


def test_a_corrected_claim_that_is_paid_closes_the_denial_and_its_work(books: Books) -> None:
    first = denied("4")
    books.remits(an_835(Paid([first])))
    corrected = Said([PAID_LINE, ("93000", 100_00, 70_00, "L2", [("CO", "45", 30_00)])], icn="ICN2")

    later = Paid([first.reversed(), corrected], trace="E2", paid_on=date(2026, 6, 1))
    books.remits(an_835(later))

    [denial] = Denial.objects.filter(practice=books.practice_id)
    assert (denial.state, denial.closed_on) == ("corrected", date(2026, 6, 1))
    assert books.open_work(function__code="denial_follow_up") == []
    assert total(books.practice_id) == (0, 0)


def test_a_second_refusal_takes_the_place_of_the_first(books: Books) -> None:
    first = Said([("99213", 200_00, 0, "L1", [("CO", "16", 200_00)], "N290")])
    books.remits(an_835(Paid([first])))
    second = Said([("99213", 200_00, 0, "L1", [("CO", "197", 200_00)])], icn="ICN2")

    books.remits(an_835(Paid([second], trace="E2", paid_on=date(2026, 6, 1))))

    states = Denial.objects.filter(practice=books.practice_id).order_by("denied_on")
    assert [(one.carc, one.state, one.is_first_pass) for one in states] == [
        ("16", "superseded", True),
        ("197", "open", False),
    ]
    assert len(books.open_work(function__code="denial_follow_up")) == 1


def test_sums_by_category_payer_and_reason_add_up_to_the_list(books: Books) -> None:
    books.remits(an_835(Paid([denied("50")])))

    for by in ("category", "payer", "carc"):
        [group] = denial_groups(books.practice_id, by)
        assert (group.count, group.cents) == (1, 100_00)
    assert denials(books.practice_id, DenialFilter(carc="97")).count() == 0
    assert denials(books.practice_id, DenialFilter(category="MEDNEC")).count() == 1
    assert denials(books.practice_id, DenialFilter(denied_until=date(2026, 4, 16))).count() == 0
