"""Opening, insisting on and repeating transactions."""

import pytest
from django.db import OperationalError, transaction

from mainstay.foundation.db import TransactionRequired, locked, require_transaction, retrying
from mainstay.foundation.tenancy.models import Practice
from mainstay.foundation.tenancy.testing import a_practice


def test_the_test_runners_own_transaction_does_not_count(db):
    with pytest.raises(TransactionRequired):
        require_transaction()


def test_an_open_transaction_satisfies_the_demand(db):
    with transaction.atomic():
        require_transaction()
        assert list(locked(Practice.objects.all())) == []


def test_a_lock_outside_a_transaction_is_refused_on_both_engines(db):
    a_practice()

    with pytest.raises(TransactionRequired):
        locked(Practice.objects.all())


class Refusing:
    """A service whose database refuses it some times before it gives in."""

    def __init__(self, times: int, *, cause: Exception) -> None:
        self.times, self.cause, self.calls = times, cause, 0

    def __call__(self) -> str:
        self.calls += 1
        if self.calls <= self.times:
            raise OperationalError("refused") from self.cause
        return "done"


class Deadlock(Exception):
    sqlstate = "40P01"


class DiskFull(Exception):
    sqlstate = "53100"


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr("mainstay.foundation.db.transactions.time.sleep", lambda seconds: None)


def test_a_deadlock_is_tried_again_twice(db):
    service = Refusing(2, cause=Deadlock())

    assert retrying(service.__call__)() == "done"
    assert service.calls == 3


def test_the_third_refusal_goes_up(db):
    service = Refusing(3, cause=Deadlock())

    with pytest.raises(OperationalError, match="refused"):
        retrying(service.__call__)()
    assert service.calls == 3


def test_what_trying_again_cannot_mend_goes_up_at_once(db):
    service = Refusing(1, cause=DiskFull())

    with pytest.raises(OperationalError, match="refused"):
        retrying(service.__call__)()
    assert service.calls == 1


def test_a_part_of_a_transaction_is_never_repeated(db):
    service = Refusing(1, cause=Deadlock())

    with pytest.raises(OperationalError, match="refused"), transaction.atomic():
        retrying(service.__call__)()
    assert service.calls == 1
