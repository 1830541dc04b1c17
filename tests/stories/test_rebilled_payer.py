"""A claim went to the wrong payer first; the right one is billed and pays."""

from datetime import date
from itertools import permutations

import pytest
from tests.support.edi import an_835
from tests.support.office import Office

from mainstay.foundation.ledger import account_totals
from mainstay.revenue.claims.testing import Bill, BilledLine, an_837

pytestmark = [pytest.mark.django_db]
LINES = (BilledLine(number="L1"),)
FILES = {
    "wrong": an_837(
        Bill(lines=LINES, payer=("TEST SECOND", "71234")), sent_on=date(2026, 4, 3), control=1
    ),
    "right": an_837(Bill(lines=LINES), sent_on=date(2026, 4, 9), control=2),
    "paid": an_835(),
}
# A payment that comes before any claim is placed on the first claim of its number and patient;
# that it was meant for a later one nobody can know, so that order is left to a person.
ORDERS = [order for order in permutations(FILES) if order != ("paid", "wrong", "right")]


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_the_wrong_payer_owes_nothing_and_the_patient_his_share(order: tuple[str, ...]) -> None:
    office = Office.opened("rebilled")

    for name in order:
        office.drop(f"{name}.edi", FILES[name])

    owed = account_totals(office.practice_id, kind="receivable")
    assert [(str(party).partition(":")[0], cents) for (_, party), cents in owed.items()] == [
        ("patient", 2_400)
    ]
