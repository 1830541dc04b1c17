"""Any order of files ends in the same balances (DESIGN 9)."""

import random
from collections.abc import Callable
from datetime import date
from itertools import permutations

import pytest

from mainstay.revenue.remits.testing import Books
from mainstay.revenue.remits.testing.edi import (
    MUTUAL,
    SUPPLEMENT,
    Paid,
    Said,
    Sent,
    a_csv,
    an_835,
    an_837,
)

pytestmark = pytest.mark.django_db

ORDERS_TRIED = 10
PAID_96 = Said([("99213", 200_00, 96_00, "L1", [("CO", "45", 80_00), ("PR", "2", 24_00)])])
CORRECTED_80 = Said([("99213", 200_00, 80_00, "L1", [("CO", "45", 100_00), ("PR", "2", 20_00)])])
SECONDARY_15 = Said(
    [("99213", 200_00, 15_00, "L1", [("OA", "23", 180_00), ("PR", "3", 5_00)])],
    status="2",
    icn="S1",
)
Event = Callable[[Books], None]


def ends(events: list[Event], *, before: tuple[int, int] | None = None) -> list[dict[str, int]]:
    """The different balances in which a seeded sample of all orders ends."""
    orders = [
        order
        for order in permutations(range(len(events)))
        if not before or order.index(before[0]) < order.index(before[1])
    ]
    sample = random.Random(835).sample(orders, min(ORDERS_TRIED, len(orders)))
    found: list[dict[str, int]] = []
    for order in sample:
        books = Books.opened()
        for number in order:
            events[number](books)
        if books.balances() not in found:
            found.append(books.balances())
    return found


def remit(*payments: Said, day: int, **changes: object) -> Event:
    told = Paid(payments, trace=f"E{day}", paid_on=date(2026, 5, day), **changes)  # type: ignore[arg-type]
    return lambda books: books.remits(an_835(told, control=500 + day))


PRIMARY_837: Event = lambda books: books.claims(an_837(Sent()))  # noqa: E731
SECONDARY_837: Event = lambda books: books.claims(  # noqa: E731
    an_837(Sent(payer=SUPPLEMENT, sequence="S", others=[("P", MUTUAL)]), control=2)
)


def test_a_claims_whole_story_has_one_end() -> None:
    events = [
        PRIMARY_837,
        remit(PAID_96, day=1),
        remit(PAID_96.reversed(), day=2, plbs=[("WO", "ICN1", -96_00)]),
        remit(CORRECTED_80, day=3, plbs=[("WO", "ICN1", 80_00)]),
        SECONDARY_837,
        remit(SECONDARY_15, day=4, payer=SUPPLEMENT),
        lambda books: books.payments(a_csv(("2026-06-01", "C1", "", "5.00", "card", "R1"))),
    ]

    assert ends(events, before=(1, 2)) == [
        {
            "charges": -200_00,
            "undeposited": 116_00,
            "contractual": 100_00,
            "offset Test Mutual": -16_00,
        }
    ]


def test_a_take_back_and_its_reversal_have_one_end() -> None:
    events = [
        PRIMARY_837,
        remit(PAID_96, day=1),
        remit(PAID_96.reversed(), day=2, plbs=[("WO", "ICN1", -96_00)]),
        remit(day=3, plbs=[("WO", "ICN1", 96_00), ("CT", "", -96_00)]),
        lambda books: books.payments(a_csv(("2026-06-01", "C1", "", "24.00", "card", "R1"))),
    ]

    assert ends(events, before=(1, 2)) == [
        {
            "charges": -200_00,
            "receivable Test Mutual": 200_00,
            "receivable patient": -24_00,
            "undeposited": 120_00,
            "other_income": -96_00,
        }
    ]


def test_a_take_back_without_reversal_has_one_end() -> None:
    events = [
        PRIMARY_837,
        remit(PAID_96, day=1),
        remit(day=2, plbs=[("WO", "C1", 60_00), ("CT", "", -60_00)]),
        remit(day=3, plbs=[("WO", "C1", -20_00)]),
        lambda books: books.payments(a_csv(("2026-06-01", "C1", "", "24.00", "card", "R1"))),
    ]

    assert ends(events) == [
        {
            "charges": -200_00,
            "receivable Test Mutual": 40_00,
            "contractual": 80_00,
            "undeposited": 140_00,
            "other_income": -60_00,
        }
    ]


def test_a_denial_its_late_copy_and_the_payment_after_it_have_one_end() -> None:
    denied = Said([("99213", 200_00, 0, "L1", [("CO", "197", 200_00)])])
    duplicate = Said([("99213", 200_00, 0, "L1", [("OA", "18", 200_00)])], icn="ICN2")
    events = [
        PRIMARY_837,
        remit(denied, day=1),
        remit(PAID_96, day=2),
        remit(duplicate, day=3),
    ]

    assert ends(events) == [
        {
            "charges": -200_00,
            "receivable patient": 24_00,
            "contractual": 80_00,
            "undeposited": 96_00,
        }
    ]
