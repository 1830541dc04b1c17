"""Closed books stay as they were."""

from datetime import date

import pytest

from mainstay.foundation import clock
from mainstay.foundation.db import atomic
from mainstay.foundation.ledger.queries.entries import postings_by_key
from mainstay.foundation.ledger.queries.movements import movements
from mainstay.foundation.ledger.services.closing import close_through, first_open_day
from mainstay.foundation.ledger.services.post import post
from mainstay.foundation.ledger.testing import a_charge
from mainstay.foundation.tenancy.testing import a_practice

pytestmark = pytest.mark.django_db

MARCH_31 = date(2026, 3, 31)


def test_what_is_learned_late_is_booked_on_the_first_open_day() -> None:
    practice = a_practice()
    with atomic():
        close_through(practice.pk, MARCH_31)
        post(practice.pk, a_charge(practice.pk, 1, 100_00), at=clock.now())
        post(
            practice.pk,
            a_charge(practice.pk, 2, 100_00, effective_on=date(2026, 4, 9)),
            at=clock.now(),
        )

    booked = postings_by_key(practice.pk, ["charge:1:1", "charge:2:1"])
    assert booked["charge:1:1"].occurred_on == date(2026, 3, 2)
    assert booked["charge:1:1"].effective_on == date(2026, 4, 1)
    assert booked["charge:2:1"].effective_on == date(2026, 4, 9)


def test_a_movement_keeps_the_day_it_happened_on_beside_the_day_it_is_booked_on() -> None:
    practice = a_practice()
    with atomic():
        close_through(practice.pk, MARCH_31)
        post(practice.pk, a_charge(practice.pk, 1, 100_00), at=clock.now())

    [move] = movements(practice.pk, [1])
    assert (move.occurred_on, move.effective_on) == (date(2026, 3, 2), date(2026, 4, 1))


def test_closing_an_earlier_day_opens_nothing() -> None:
    practice = a_practice()
    with atomic():
        close_through(practice.pk, MARCH_31)
        close_through(practice.pk, date(2026, 1, 31))

        assert first_open_day(practice.pk) == date(2026, 4, 1)
        assert first_open_day(a_practice().pk) == date.min
