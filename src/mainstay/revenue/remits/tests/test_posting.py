"""The worked postings of DESIGN 9 ("Proof") and 835-posting.md 7, from files to balances."""

import pytest
from tests.support import edi
from tests.support.office import Office

from mainstay.foundation.ledger import account_totals

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office.opened("harbor")


def test_proof_1(office):
    office.drop("claims.837", edi.an_837(edi.Bill()))
    office.drop("remit.835", edi.an_835())
    [remit] = office.remits()
    print(remit.state, remit.hold_reason)
    print(account_totals(office.practice_id))
    for l in office.ledger():
        print(l)
    assert 0
