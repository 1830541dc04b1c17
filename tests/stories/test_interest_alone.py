"""A remittance without any claim: only money at provider level."""

import pytest
from tests.support import edi
from tests.support.office import Office

from mainstay.foundation.db.invariants import all_invariants

pytestmark = pytest.mark.django_db


def test_interest_paid_alone_is_posted_and_every_promise_still_holds() -> None:
    office = Office.opened("harbor")

    office.drop("interest.835", edi.an_835(edi.Advice(payments=(), plbs=(("L6", "LATE", -130),))))

    [remit] = office.remits()
    broken = [
        sentence
        for invariant in all_invariants()
        for sentence in invariant.violations(office.practice_id)
    ]
    assert (remit.state, remit.paid_cents) == ("posted", 130)
    assert broken == []
