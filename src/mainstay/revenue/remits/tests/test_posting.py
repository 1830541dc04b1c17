"""The worked postings of DESIGN 9 ("Proof") and 835-posting.md 7, from files to balances."""

from collections import Counter
from datetime import date
from itertools import accumulate

import pytest

from mainstay.foundation.db import atomic
from mainstay.foundation.ledger import Move, NewPosting, account, post
from mainstay.foundation.ledger.models import Entry
from mainstay.foundation.ledger.queries.movements import movements
from mainstay.revenue.charges.models import Charge, Coverage
from mainstay.revenue.claims.models import Claim
from mainstay.revenue.remits.models import Match, Parking
from mainstay.revenue.remits.testing import NOW, Books
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

PAID_96 = Said([("99213", 200_00, 96_00, "L1", [("CO", "45", 80_00), ("PR", "2", 24_00)])])
CORRECTED_80 = Said([("99213", 200_00, 80_00, "L1", [("CO", "45", 100_00), ("PR", "2", 20_00)])])
SECONDARY = Sent(payer=SUPPLEMENT, sequence="S", others=[("P", MUTUAL)])


def secondary(paid: int, *adjustments: tuple[str, str, int]) -> Paid:
    said = Said([("99213", 200_00, paid, "L1", adjustments)], status="2", icn="S1")
    return Paid([said], payer=SUPPLEMENT, trace="S1001", paid_on=date(2026, 5, 4))


@pytest.fixture
def books() -> Books:
    return Books.opened()


def test_proof_1_a_payment_leaves_the_share_with_the_patient(books: Books) -> None:
    books.claims(an_837(Sent()))

    books.remits(an_835(Paid([PAID_96])))

    assert books.balances() == {
        "charges": -200_00,
        "undeposited": 96_00,
        "contractual": 80_00,
        "receivable patient": 24_00,
    }
    [remit] = books.all_remits()
    assert (remit.state, remit.receipt.cents, remit.clearing_cents) == ("posted", 96_00, 0)
    assert Claim.objects.get(practice=books.practice_id).status == "paid"


def test_proof_2_a_deductible_moves_to_the_patient_and_is_no_denial(books: Books) -> None:
    books.claims(an_837(Sent()))
    said = Said([("99213", 200_00, 0, "L1", [("CO", "45", 80_00), ("PR", "1", 120_00)])])

    books.remits(an_835(Paid([said])))

    assert books.balances() == {
        "charges": -200_00,
        "contractual": 80_00,
        "receivable patient": 120_00,
    }
    assert books.open_work(function__code="denial_follow_up") == []


def test_proof_3_a_denial_stays_with_the_payer_until_the_appeal_pays(books: Books) -> None:
    books.claims(an_837(Sent(lines=[("99213", 180_00, "L1")])))
    denied = Said([("99213", 180_00, 0, "L1", [("CO", "197", 180_00)])])
    books.remits(an_835(Paid([denied])))
    assert books.balances() == {"charges": -180_00, "receivable Test Mutual": 180_00}
    assert len(books.open_work(function__code="denial_follow_up")) == 1

    won = Said([("99213", 180_00, 110_00, "L1", [("CO", "45", 70_00)])])
    books.remits(an_835(Paid([denied.reversed(), won], trace="EFT2", paid_on=date(2026, 7, 1))))

    assert books.balances() == {"charges": -180_00, "undeposited": 110_00, "contractual": 70_00}
    assert books.open_work(function__code="denial_follow_up") == []


def test_proof_4_a_paid_and_a_denied_line_of_one_claim(books: Books) -> None:
    books.claims(an_837(Sent(lines=[("99213", 300_00, "L1"), ("93000", 100_00, "L2")])))
    said = Said(
        [
            ("99213", 300_00, 152_00, "L1", [("CO", "45", 110_00), ("PR", "2", 38_00)]),
            ("93000", 100_00, 0, "L2", [("CO", "97", 100_00)]),
        ]
    )

    books.remits(an_835(Paid([said])))

    assert books.balances() == {
        "charges": -400_00,
        "undeposited": 152_00,
        "contractual": 110_00,
        "receivable patient": 38_00,
        "receivable Test Mutual": 100_00,
    }


@pytest.mark.parametrize(
    ("remit", "patient"),
    [
        (secondary(24_00, ("OA", "23", 176_00)), 0),
        (secondary(14_00, ("OA", "23", 176_00), ("PR", "3", 10_00)), 10_00),
        (secondary(0, ("OA", "23", 176_00), ("CO", "45", 24_00)), 0),
    ],
)
def test_proofs_5_6_7_a_secondary_ends_at_zero_with_its_copay_on_the_patient(
    books: Books, remit: Paid, patient: int
) -> None:
    books.claims(an_837(Sent()))
    books.remits(an_835(Paid([PAID_96])))
    books.claims(an_837(SECONDARY, control=2, sent_on=date(2026, 4, 20)))
    assert books.balances()["receivable Test Supplement"] == 24_00

    books.remits(an_835(remit, control=502))

    assert "receivable Test Supplement" not in books.balances()
    assert books.balances().get("receivable patient", 0) == patient


@pytest.mark.parametrize("come_together", [False, True], ids=["day by day", "all 837s first"])
def test_the_share_is_the_patients_until_the_day_the_secondary_is_billed(
    books: Books, come_together: bool
) -> None:
    primary, later = an_837(Sent()), an_837(SECONDARY, control=2, sent_on=date(2026, 4, 20))
    books.claims(primary)
    if come_together:
        books.claims(later)
    books.remits(an_835(Paid([PAID_96])))
    if not come_together:
        books.claims(later)

    moved = Entry.objects.filter(practice=books.practice_id, posting__kind="who").order_by("id")
    assert list(
        moved.values_list(
            "posting__effective_on", "credit__party_kind", "debit__party_kind", "cents"
        )
    ) == [
        (date(2026, 4, 17), "payer", "patient", 24_00),
        (date(2026, 4, 20), "patient", "payer", 24_00),
    ]
    assert books.balances()["receivable Test Supplement"] == 24_00


@pytest.mark.parametrize("come_together", [False, True], ids=["day by day", "all 837s first"])
def test_a_correction_before_the_secondary_is_billed_changes_what_is_the_patients_until_then(
    books: Books, come_together: bool
) -> None:
    primary, later = an_837(Sent()), an_837(SECONDARY, control=2, sent_on=date(2026, 5, 10))
    corrected = Paid(
        [PAID_96.reversed(), CORRECTED_80],
        [("WO", "ICN1", -16_00)],
        trace="E2",
        paid_on=date(2026, 5, 1),
    )
    books.claims(primary)
    if come_together:
        books.claims(later)
    books.remits(an_835(Paid([PAID_96])))
    books.remits(an_835(corrected))
    if not come_together:
        books.claims(later)

    assert patients_by_day(books) == {
        date(2026, 4, 17): 24_00,
        date(2026, 5, 1): 20_00,
        date(2026, 5, 10): 0,
    }
    assert books.balances()["receivable Test Supplement"] == 20_00


def patients_by_day(books: Books) -> dict[date, int]:
    """What patients owe from each day on which that changed."""
    change: Counter[date] = Counter()
    charges = Charge.objects.for_practice(books.practice_id).values_list("id", flat=True)
    for move in movements(books.practice_id, list(charges)):
        change[move.effective_on] += move.cents * (
            (move.debit.party_kind == "patient") - (move.credit.party_kind == "patient")
        )
    days = sorted(change)
    owed = dict(zip(days, accumulate(change[day] for day in days), strict=True))
    return {day: owed[day] for day in days if change[day]}


def test_proof_8_a_secondary_that_pays_too_much_is_refunded(books: Books) -> None:
    books.claims(an_837(Sent()))
    books.remits(an_835(Paid([PAID_96])))
    books.claims(an_837(SECONDARY, control=2))
    books.remits(an_835(secondary(30_00, ("OA", "23", 170_00))))
    assert books.balances()["receivable Test Supplement"] == -6_00

    payer = Claim.objects.get(practice=books.practice_id, sequence="S").payer_id
    charge = Match.objects.filter(practice=books.practice_id, charge__isnull=False)[0].charge_id
    owed = account(books.practice_id, "receivable", f"payer:{payer}")
    payable = account(books.practice_id, "refunds_payable", f"payer:{payer}")
    day = date(2026, 6, 1)
    with atomic():
        refund = [Move(owed, payable, 6_00, charge)]
        post(books.practice_id, NewPosting("refund:1", "refund", "", day, day, refund), at=NOW)

    assert "receivable Test Supplement" not in books.balances()


def test_a_supplement_named_on_the_primary_claim_is_owed_before_the_patient(books: Books) -> None:
    books.claims(an_837(Sent(others=[("S", SUPPLEMENT)])))

    books.remits(an_835(Paid([PAID_96])))

    assert books.balances()["receivable Test Supplement"] == 24_00
    assert "receivable patient" not in books.balances()


def test_proof_a_interest_is_income_and_a_take_back_opens_its_claim(books: Books) -> None:
    books.claims(
        an_837(
            Sent("C1", [("99213", 96_00, "L1")]),
            Sent("C2", [("99214", 130_00, "L2")], last_name="Otherly", member_id="M2"),
            Sent("C3", [("99212", 50_00, "L3")], last_name="Thirdly", member_id="M3"),
        )
    )
    first = Said([("99212", 50_00, 50_00, "L3", [])], "C3", icn="ICN3", last_name="Thirdly")
    books.remits(an_835(Paid([first], trace="EFT0", paid_on=date(2026, 4, 10))))
    paid = [
        Said([("99213", 96_00, 96_00, "L1", [])]),
        Said([("99214", 130_00, 130_00, "L2", [])], "C2", icn="ICN2", last_name="Otherly"),
    ]

    books.remits(an_835(Paid(paid, [("L6", "ICN1", -1_30), ("WO", "ICN3", 40_00)])))

    assert books.balances() == {
        "charges": -276_00,
        "undeposited": 187_30 + 50_00,
        "interest": -1_30,
        "receivable Test Mutual": 40_00,
    }
    assert books.open_work(subject_kind="payer_offset") == []


def test_proof_c_a_correction_leaves_a_credit_and_an_offset_until_it_is_recovered(
    books: Books,
) -> None:
    books.claims(an_837(Sent()))
    books.remits(an_835(Paid([PAID_96])))
    books.payments(a_csv(("2026-05-01", "C1", "", "24.00", "card", "R1")))
    correction = [PAID_96.reversed(), CORRECTED_80]

    books.remits(
        an_835(Paid(correction, [("WO", "ICN1", -16_00)], trace="E2", paid_on=date(2026, 6, 1)))
    )

    assert books.balances() == {
        "charges": -200_00,
        "undeposited": 96_00 + 24_00,
        "contractual": 100_00,
        "receivable patient": -4_00,
        "offset Test Mutual": -16_00,
    }
    assert len(books.open_work(subject_kind="payer_offset")) == 1

    other = [("WO", "ICN1", 16_00), ("CT", "", -16_00)]
    books.remits(an_835(Paid([], other, trace="E3", paid_on=date(2026, 7, 1))))
    assert "offset Test Mutual" not in books.balances()
    assert books.open_work(subject_kind="payer_offset") == []


def test_proof_d_a_forwarded_balance_comes_back_to_zero(books: Books) -> None:
    books.claims(
        an_837(
            Sent("C1", [("99213", 40_00, "L1")]),
            Sent("C2", [("99214", 500_00, "L2")], last_name="Otherly", member_id="M2"),
        )
    )
    forty = Said([("99213", 40_00, 40_00, "L1", [])])
    books.remits(an_835(Paid([forty])))
    books.remits(an_835(Paid([forty.reversed()], [("FB", "F1", -40_00)], trace="E2")))
    assert books.balances()["offset Test Mutual"] == -40_00

    large = Said([("99214", 500_00, 500_00, "L2", [])], "C2", icn="ICN2", last_name="Otherly")
    books.remits(an_835(Paid([large], [("FB", "F1", 40_00)], trace="E3")))

    assert books.balances() == {
        "charges": -540_00,
        "undeposited": 40_00 + 460_00,
        "receivable Test Mutual": 40_00,
    }


def test_proof_e_an_acknowledged_refund_does_not_touch_the_claim_again(books: Books) -> None:
    books.claims(an_837(Sent()))
    books.remits(an_835(Paid([PAID_96])))
    before = books.balances()

    books.remits(an_835(Paid([], [("WO", "ICN1", 96_00), ("72", "ICN1", -96_00)], trace="E2")))

    assert books.balances() == before


def test_9_interest_is_no_money_of_the_claim(books: Books) -> None:
    books.claims(an_837(Sent()))

    books.remits(an_835(Paid([PAID_96], [("L6", "ICN1", -1_30)])))

    assert books.balances()["interest"] == -1_30
    assert books.balances()["undeposited"] == 97_30
    assert "receivable Test Mutual" not in books.balances()


def test_11_an_allowed_amount_above_the_charge_raises_it(books: Books) -> None:
    books.claims(an_837(Sent(lines=[("99213", 100_00, "L1")])))

    books.remits(an_835(Paid([Said([("99213", 100_00, 120_00, "L1", [("OA", "94", -20_00)])])])))

    assert books.balances() == {"charges": -100_00, "undeposited": 120_00, "contractual": -20_00}


def test_12_a_capitated_claim_is_settled_without_cash(books: Books) -> None:
    books.claims(an_837(Sent(lines=[("99213", 150_00, "L1")])))

    books.remits(an_835(Paid([Said([("99213", 150_00, 0, "L1", [("CO", "24", 150_00)])])])))

    assert books.balances() == {"charges": -150_00, "capitated": 150_00}


def test_withheld_money_is_kept_by_payer_and_tax_is_prepaid(books: Books) -> None:
    books.claims(an_837(Sent()))
    adjustments = [("CO", "45", 80_00), ("CO", "104", 10_00), ("CO", "105", 5_00)]

    books.remits(an_835(Paid([Said([("99213", 200_00, 105_00, "L1", adjustments)])])))

    assert books.balances() == {
        "charges": -200_00,
        "undeposited": 105_00,
        "contractual": 80_00,
        "withhold Test Mutual": 10_00,
        "tax_prepaid": 5_00,
    }


def test_claim_level_adjustments_are_shared_over_the_lines(books: Books) -> None:
    books.claims(an_837(Sent(lines=[("99213", 100_00, "L1"), ("93000", 50_00, "L2")])))
    lines = [("99213", 100_00, 100_00, "L1", []), ("93000", 50_00, 50_00, "L2", [])]

    books.remits(an_835(Paid([Said(lines, adjustments=[("CO", "45", 30_01)])])))

    assert books.balances() == {"charges": -150_00, "undeposited": 119_99, "contractual": 30_01}


def test_a_payment_without_lines_is_shared_over_all_charges(books: Books) -> None:
    books.claims(an_837(Sent(lines=[("99213", 100_00, "L1"), ("93000", 50_00, "L2")])))
    said = Said(cents=150_00, paid=90_00, adjustments=[("CO", "45", 60_00)])

    books.remits(an_835(Paid([said])))

    assert books.balances() == {"charges": -150_00, "undeposited": 90_00, "contractual": 60_00}
    shared = Match.objects.filter(practice=books.practice_id, rule="shared")
    assert sorted(shared.values_list("charge_cents", flat=True)) == [50_00, 100_00]


def test_a_crossover_payer_that_was_never_billed_gets_a_claim_of_its_own(books: Books) -> None:
    books.claims(an_837(Sent()))
    books.remits(an_835(Paid([PAID_96])))

    books.remits(an_835(secondary(24_00, ("OA", "23", 176_00))))

    assert "receivable patient" not in books.balances()
    crossed = Claim.objects.get(practice=books.practice_id, sequence="S")
    assert crossed.payer.name == "Test Supplement"
    ranks = Coverage.objects.filter(encounter=crossed.encounter_id).order_by("rank")
    assert [one.payer.name for one in ranks] == ["Test Mutual", "Test Supplement"]


def test_a_payer_known_by_another_id_is_the_one_billed_on_the_claims_it_pays(books: Books) -> None:
    books.claims(an_837(Sent()))

    books.remits(an_835(Paid([PAID_96], payer=("Test Mutual Payments", "99999"))))

    [remit] = books.all_remits()
    assert remit.payer.name == "Test Mutual"
    assert remit.payer.identifiers.filter(value="99999").exists()


def test_a_codes_that_nobody_knows_waits_in_unapplied_with_an_owner(books: Books) -> None:
    books.claims(an_837(Sent()))

    books.remits(an_835(Paid([PAID_96], [("ZZ", "X", 5_00)])))

    assert books.balances()["unapplied Test Mutual"] == 5_00
    [item] = books.open_work(cause_key__contains=":plb:")
    assert "a code that is not in our table" in item.title
    assert not Parking.objects.filter(practice=books.practice_id).exists()
