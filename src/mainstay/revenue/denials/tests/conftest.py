"""A practice with one claim, its second line denied."""

from datetime import UTC, date, datetime

import pytest
import time_machine

NOW = datetime(2026, 5, 4, 16, 0, tzinfo=UTC)
LINES = [("99213", 200_00, "L1"), ("93000", 300_00, "L2")]


@pytest.fixture
def on_may_4():
    """The clocks stand still, so that items are opened before they are worked."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def books(db, on_may_4):
    from mainstay.foundation.work import services as work  # Django is set up by now
    from mainstay.revenue.remits.testing import Books
    from mainstay.revenue.remits.testing.edi import Paid, Sent, an_835, an_837

    books = Books.opened()
    work.ensure_functions(books.practice_id)
    books.claims(an_837(Sent(lines=LINES)))
    books.remits(an_835(Paid([refusal()])))
    return books


def refusal(carc: str = "197", cents: int = 300_00, icn: str = "ICN1"):
    from mainstay.revenue.remits.testing.edi import Said

    return Said(
        [
            ("99213", 200_00, 120_00, "L1", [("CO", "45", 80_00)]),
            ("93000", 300_00, 300_00 - cents, "L2", [("CO", carc, cents)]),
        ],
        icn=icn,
    )


@pytest.fixture
def denial(books):
    from mainstay.revenue.denials.models import Denial

    return Denial.objects.get(practice=books.practice_id)


@pytest.fixture
def people(books):
    """Two people who may decide: who asks, and who signs."""
    from mainstay.foundation.tenancy import Actor

    return (
        Actor(books.practice_id, 101, "web", "manager"),
        Actor(books.practice_id, 102, "web", "manager"),
    )


@pytest.fixture
def doing(people):
    from mainstay.revenue.denials.services.advancing import Doing

    return Doing(people[0], NOW, date(2026, 5, 4))


@pytest.fixture
def by_another(people):
    from mainstay.revenue.denials.services.advancing import Doing

    return Doing(people[1], NOW, date(2026, 5, 5))
