"""The proofs of DESIGN 9, with the numbers of domain/835-posting.md, on a small ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import permutations

from mainstay.engine.posting import PATIENT, AdjudicatedClaim, Adjustment
from mainstay.engine.posting.tests.books import Books, ClaimPayment

PRIMARY, SECONDARY = "primary", "secondary"
Event = Callable[[Books], None]


def a_payment(
    payer: str, charge: int, paid: int, *adjustments: Adjustment, status: str = "1"
) -> ClaimPayment:
    return ClaimPayment(
        payer,
        AdjudicatedClaim(
            status=status,
            charge_cents=charge,
            paid_cents=paid,
            is_secondary=status == "2",
            claim_adjustments=adjustments,
        ),
    )


def a_reversal_of(payment: ClaimPayment) -> ClaimPayment:
    claim = payment.claim
    return ClaimPayment(
        payment.payer,
        AdjudicatedClaim(
            status="22",
            charge_cents=-claim.charge_cents,
            paid_cents=-claim.paid_cents,
            claim_adjustments=[(g, c, -cents) for g, c, cents in claim.claim_adjustments],
        ),
        reverses=claim,
    )


def billed_books(charge: int, *payers: str) -> Books:
    books = Books(charge, payers)
    for payer in payers:
        books.bill(payer)
    return books


def receivables(books: Books) -> list[int]:
    return [books["receivable", party] for party in (*books.order, PATIENT)]


PAID_96 = a_payment(PRIMARY, 200_00, 96_00, ("CO", "45", 80_00), ("PR", "2", 24_00))
CORRECTED_80 = a_payment(PRIMARY, 200_00, 80_00, ("CO", "45", 100_00), ("PR", "2", 20_00))


def test_proof_1_a_payment_leaves_the_share_with_the_patient() -> None:
    books = billed_books(200_00, PRIMARY)

    books.remit(PAID_96, payer=PRIMARY)

    assert receivables(books) == [0, 24_00]
    assert (books["contractual", ""], books["undeposited", ""]) == (80_00, 96_00)


def test_proof_3_a_denial_stays_with_the_payer_until_the_appeal_pays() -> None:
    books = billed_books(180_00, PRIMARY)
    denied = a_payment(PRIMARY, 180_00, 0, ("CO", "197", 180_00))

    books.remit(denied, payer=PRIMARY)
    assert receivables(books) == [180_00, 0]

    won = a_payment(PRIMARY, 180_00, 110_00, ("CO", "45", 70_00))
    books.remit(a_reversal_of(denied), won, payer=PRIMARY)
    assert receivables(books) == [0, 0]


def test_proofs_5_6_7_a_secondary_ends_at_zero_with_its_copay_on_the_patient() -> None:
    for patient, paid, adjustments in (
        (0, 24_00, [("OA", "23", 176_00)]),
        (10_00, 14_00, [("OA", "23", 176_00), ("PR", "3", 10_00)]),
        (0, 0, [("OA", "23", 176_00), ("CO", "45", 24_00)]),
    ):
        books = billed_books(200_00, PRIMARY, SECONDARY)
        books.remit(PAID_96, payer=PRIMARY)
        assert receivables(books) == [0, 24_00, 0]

        books.remit(a_payment(SECONDARY, 200_00, paid, *adjustments, status="2"), payer=SECONDARY)
        assert receivables(books) == [0, 0, patient]


def test_proof_8_a_secondary_that_pays_too_much_is_refunded() -> None:
    books = billed_books(200_00, PRIMARY, SECONDARY)
    books.remit(PAID_96, payer=PRIMARY)

    books.remit(
        a_payment(SECONDARY, 200_00, 30_00, ("OA", "23", 170_00), status="2"), payer=SECONDARY
    )
    assert receivables(books) == [0, -6_00, 0]

    books.refund(SECONDARY, 6_00)
    assert receivables(books) == [0, 0, 0]


def test_proof_a_interest_is_income_and_a_take_back_opens_its_claim() -> None:
    books = Books(226_00, (PRIMARY,))
    paid = a_payment(PRIMARY, 226_00, 226_00)

    books.remit(paid, payer=PRIMARY, plbs=(("L6", -1_30), ("WO", 40_00)))
    assert books["undeposited", ""] == 187_30
    assert books["interest", ""] == -1_30
    assert books["offset", PRIMARY] == 40_00

    books.bill(PRIMARY)
    assert books["offset", PRIMARY] == 0
    assert receivables(books) == [40_00, 0]


def test_proof_c_a_correction_leaves_a_credit_and_an_offset_until_it_is_recovered() -> None:
    books = billed_books(200_00, PRIMARY)
    books.remit(PAID_96, payer=PRIMARY)
    books.patient_pays(24_00)

    books.remit(a_reversal_of(PAID_96), CORRECTED_80, payer=PRIMARY, plbs=(("WO", -16_00),))
    assert receivables(books) == [0, -4_00]
    assert books["contractual", ""] == 100_00
    assert books["offset", PRIMARY] == -16_00

    books.remit(payer=PRIMARY, plbs=(("WO", 16_00), ("CT", -16_00)))
    assert books["offset", PRIMARY] == 0


def test_proof_d_a_forwarded_balance_comes_back_to_zero() -> None:
    books = billed_books(40_00, PRIMARY)
    paid = a_payment(PRIMARY, 40_00, 40_00)
    books.remit(paid, payer=PRIMARY)
    cash_before = books["undeposited", ""]

    books.remit(a_reversal_of(paid), payer=PRIMARY, plbs=(("FB", -40_00),))
    assert books["offset", PRIMARY] == -40_00

    books.remit(a_payment("other claim", 500_00, 500_00), payer=PRIMARY, plbs=(("FB", 40_00),))
    assert books["offset", PRIMARY] == 0
    assert books["undeposited", ""] - cash_before == 460_00


def test_proof_e_an_acknowledged_refund_does_not_touch_the_claim_again() -> None:
    books = billed_books(200_00, PRIMARY)
    books.remit(PAID_96, payer=PRIMARY)
    before = receivables(books)

    books.remit(payer=PRIMARY, plbs=(("WO", 96_00), ("72", -96_00)))

    assert books["offset", PRIMARY] == 0
    assert receivables(books) == before


# Any order of files ends in the same balances.


def in_every_order(
    events: Sequence[Event], books: Callable[[], Books], *, before: tuple[int, int] | None = None
) -> tuple[int, list[dict[tuple[str, str], int]]]:
    """How many orders there are, and the different ends they have."""
    ends: list[dict[tuple[str, str], int]] = []
    orders = 0
    for order in permutations(range(len(events))):
        if before and order.index(before[0]) > order.index(before[1]):
            continue
        orders += 1
        story = books()
        for index in order:
            events[index](story)
        assert story.parked == []
        if story.open_accounts() not in ends:
            ends.append(story.open_accounts())
    return orders, ends


def test_a_claims_whole_story_has_one_end_in_all_2520_orders() -> None:
    secondary_paid = a_payment(
        SECONDARY, 200_00, 15_00, ("OA", "23", 180_00), ("PR", "3", 5_00), status="2"
    )
    primary, reversal, correction = PAID_96, a_reversal_of(PAID_96), CORRECTED_80
    events: list[Event] = [
        lambda books: books.bill(PRIMARY),
        lambda books: books.remit(primary, payer=PRIMARY),
        lambda books: books.remit(reversal, payer=PRIMARY, plbs=(("WO", -96_00),)),
        lambda books: books.remit(correction, payer=PRIMARY, plbs=(("WO", 80_00),)),
        lambda books: books.bill(SECONDARY),
        lambda books: books.remit(secondary_paid, payer=SECONDARY),
        lambda books: books.patient_pays(5_00),
    ]

    orders, ends = in_every_order(
        events, partial(Books, 200_00, (PRIMARY, SECONDARY)), before=(1, 2)
    )

    assert orders == 2_520
    assert ends == [
        {
            ("charges", ""): -200_00,
            ("undeposited", ""): 116_00,
            ("contractual", ""): 100_00,
            ("offset", PRIMARY): -16_00,
        }
    ]


def test_a_take_back_and_its_reversal_have_one_end_in_every_order() -> None:
    reversal = a_reversal_of(PAID_96)
    events: list[Event] = [
        lambda books: books.bill(PRIMARY),
        lambda books: books.remit(PAID_96, payer=PRIMARY),
        lambda books: books.remit(reversal, payer=PRIMARY, plbs=(("WO", -96_00),)),
        lambda books: books.remit(payer=PRIMARY, plbs=(("WO", 96_00), ("CT", -96_00))),
        lambda books: books.patient_pays(24_00),
    ]

    orders, ends = in_every_order(events, partial(Books, 200_00, (PRIMARY,)), before=(1, 2))

    assert orders == 60
    assert ends == [
        {
            ("charges", ""): -200_00,
            ("receivable", PRIMARY): 200_00,
            ("receivable", PATIENT): -24_00,
            ("undeposited", ""): 120_00,
            ("other_income", ""): -96_00,
        }
    ]


def test_a_take_back_without_reversal_has_one_end_in_every_order() -> None:
    events: list[Event] = [
        lambda books: books.bill(PRIMARY),
        lambda books: books.remit(PAID_96, payer=PRIMARY),
        lambda books: books.remit(payer=PRIMARY, plbs=(("WO", 60_00), ("CT", -60_00))),
        lambda books: books.remit(payer=PRIMARY, plbs=(("WO", -20_00),)),
        lambda books: books.patient_pays(24_00),
    ]

    orders, ends = in_every_order(events, partial(Books, 200_00, (PRIMARY,)))

    assert orders == 120
    assert ends == [
        {
            ("charges", ""): -200_00,
            ("receivable", PRIMARY): 40_00,
            ("contractual", ""): 80_00,
            ("undeposited", ""): 140_00,
            ("other_income", ""): -60_00,
        }
    ]
