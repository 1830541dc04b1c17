"""What cannot be placed is parked: its cash is booked, somebody is asked, and it is placed later."""

from datetime import date

import pytest

from mainstay.foundation.db.invariants import all_invariants
from mainstay.revenue.claims.models import Fact
from mainstay.revenue.remits.models import Parking
from mainstay.revenue.remits.testing import Books
from mainstay.revenue.remits.testing.edi import (
    MUTUAL,
    SUPPLEMENT,
    Paid,
    Said,
    Sent,
    an_835,
    an_837,
)

pytestmark = pytest.mark.django_db

PAID_96 = Said([("99213", 200_00, 96_00, "L1", [("CO", "45", 80_00), ("PR", "2", 24_00)])])


@pytest.fixture
def books() -> Books:
    return Books.opened()


def parked(books: Books) -> list[str]:
    rows = Parking.objects.for_practice(books.practice_id).filter(placed_at=None).order_by("id")
    return list(rows.values_list("reason", flat=True))


def broken_promises(books: Books) -> list[str]:
    return [
        sentence
        for invariant in all_invariants()
        if invariant.code[0] in "LRNW"
        for sentence in invariant.violations(books.practice_id)
    ]


def test_a_payment_without_its_claim_waits_and_is_placed_when_it_comes(books: Books) -> None:
    books.remits(an_835(Paid([PAID_96])))
    assert parked(books) == ["no_match"]
    assert books.balances() == {"undeposited": 96_00, "unapplied Test Mutual": -96_00}
    assert [item.value_cents for item in books.open_work()] == [96_00]
    assert broken_promises(books) == []

    books.claims(an_837(Sent()))

    assert parked(books) == []
    assert books.open_work() == []
    assert books.balances() == {
        "charges": -200_00,
        "undeposited": 96_00,
        "contractual": 80_00,
        "receivable patient": 24_00,
    }
    assert Fact.objects.filter(practice=books.practice_id, kind="adjudication").count() == 1
    assert broken_promises(books) == []


def test_services_before_the_first_837_are_one_item_a_remit(books: Books) -> None:
    books.claims(an_837(Sent()))
    early = [
        Said(
            [("99213", 100_00, 50_00, "", [("CO", "45", 50_00)])],
            f"OLD{number}",
            icn=f"O{number}",
            service_on=date(2026, 1, 5),
            last_name=f"Early{number}",
            member_id=f"E{number}",
        )
        for number in range(3)
    ]

    books.remits(an_835(Paid(early)))

    assert parked(books) == ["earlier"] * 3
    assert books.balances()["earlier_books"] == -150_00
    [item] = books.open_work()
    assert "3 payments of $150.00" in item.title
    assert broken_promises(books) == []


def test_own_sums_that_are_off_park_that_payment_and_the_rest_goes_on(books: Books) -> None:
    books.claims(
        an_837(Sent(), Sent("C2", [("99214", 130_00, "L2")], last_name="Otherly", member_id="M2"))
    )
    off = Said([("99213", 200_00, 96_00, "L1", [("CO", "45", 80_00)])])
    sound = Said([("99214", 130_00, 130_00, "L2", [])], "C2", icn="ICN2", last_name="Otherly")

    books.remits(an_835(Paid([off, sound])))

    assert parked(books) == ["own_sums"]
    assert books.balances() == {
        "charges": -330_00,
        "undeposited": 226_00,
        "unapplied Test Mutual": -96_00,
        "receivable Test Mutual": 200_00,
    }
    [item] = books.open_work(cause_key__endswith=":parked")
    assert "$120.00" in item.title
    assert books.all_remits()[0].state == "posted"


def test_a_reversal_before_its_original_waits_for_it(books: Books) -> None:
    books.claims(an_837(Sent()))
    books.remits(an_835(Paid([PAID_96.reversed()], [("FB", "F", -96_00)], trace="E2")))
    assert parked(books) == ["reversal_first"]

    books.remits(an_835(Paid([PAID_96]), control=502))

    assert parked(books) == []
    assert books.balances() == {
        "charges": -200_00,
        "undeposited": 96_00,
        "offset Test Mutual": -96_00,
        "receivable Test Mutual": 200_00,
    }
    assert broken_promises(books) == []


def test_a_second_adjudication_waits_for_the_reversal_of_the_first(books: Books) -> None:
    books.claims(an_837(Sent()))
    books.remits(an_835(Paid([PAID_96])))
    other = Said([("99213", 200_00, 80_00, "L1", [("CO", "45", 120_00)])])
    books.remits(an_835(Paid([other], trace="E2", paid_on=date(2026, 5, 2))))
    assert parked(books) == ["second_adjudication"]
    assert books.balances()["unapplied Test Mutual"] == -80_00

    reversal = Paid([PAID_96.reversed()], [("FB", "F", -96_00)], trace="E3")
    books.remits(an_835(reversal, control=503))

    assert parked(books) == []
    assert books.balances()["contractual"] == 120_00
    assert "unapplied Test Mutual" not in books.balances()
    assert broken_promises(books) == []


def test_a_secondary_that_hides_the_primary_waits_for_it(books: Books) -> None:
    """835-posting.md 5: 24 left after the primary; CO-45 190, paid 10: 14 is written down."""
    books.claims(an_837(Sent()))
    books.claims(an_837(Sent(payer=SUPPLEMENT, sequence="S", others=[("P", MUTUAL)]), control=2))
    hiding = Said([("99213", 200_00, 10_00, "L1", [("CO", "45", 190_00)])], status="2", icn="S1")
    books.remits(an_835(Paid([hiding], payer=SUPPLEMENT, trace="S1")))
    assert parked(books) == ["secondary_first"]

    books.remits(an_835(Paid([PAID_96]), control=502))

    assert parked(books) == []
    assert books.balances() == {
        "charges": -200_00,
        "undeposited": 106_00,
        "contractual": 94_00,
    }
    [item] = books.open_work(cause_key__endswith=":review")
    assert "only $14.00 was left" in item.title


def test_a_claim_number_that_practices_reuse_does_not_place_a_payment(books: Books) -> None:
    books.claims(an_837(Sent(service_on=date(2026, 4, 1))))
    stranger = Said(
        [("99215", 310_00, 150_00, "", [("CO", "45", 160_00)])],
        service_on=date(2026, 4, 9),
        last_name="Somebody",
        member_id="X9",
    )

    books.remits(an_835(Paid([stranger])))

    assert parked(books) == ["no_match"]
    assert books.balances()["receivable Test Mutual"] == 200_00


def test_without_our_number_patient_day_and_charge_place_it(books: Books) -> None:
    books.claims(an_837(Sent()))
    nameless = Said(PAID_96.lines, number="0", icn="ICN9")

    books.remits(an_835(Paid([nameless])))

    assert parked(books) == []
    assert books.balances()["receivable patient"] == 24_00


def test_a_changed_claim_brings_its_receivable_to_who_owes_it(books: Books) -> None:
    books.claims(an_837(Sent()))
    books.remits(an_835(Paid([PAID_96])))
    assert books.balances()["receivable patient"] == 24_00

    books.claims(an_837(Sent(payer=SUPPLEMENT, sequence="S", others=[("P", MUTUAL)]), control=2))

    assert books.balances()["receivable Test Supplement"] == 24_00
    assert "receivable patient" not in books.balances()
    assert broken_promises(books) == []
