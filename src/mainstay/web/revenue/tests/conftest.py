"""A practice with one claim that was sent, part paid, part denied, and a payment without a place."""

from datetime import UTC, datetime

import pytest
import time_machine
from tests.support.edi import Advice, Bill, BilledLine, Paid, PaidLine, an_835, an_837

MAY_4 = datetime(2026, 5, 4, 16, 0, tzinfo=UTC)

BILL = Bill(
    number="C1",
    lines=(BilledLine("99213", 20_000, "L1"), BilledLine("20610", 16_400, "L2")),
)
ADVICE = Advice(
    payments=(
        Paid(
            number="C1",
            lines=(
                PaidLine("99213", 20_000, 9_600, (("CO", "45", 8_000), ("PR", "2", 2_400)), "L1"),
                PaidLine("20610", 16_400, 0, (("CO", "4", 16_400),), "L2"),
            ),
        ),
        Paid(number="UNKNOWN", last_name="Stubbs", first_name="Opal", payer_claim_number="ICN9"),
    ),
    plbs=(("WO", "ICN0", 4_000),),
    trace="EFT1001",
)


@pytest.fixture(autouse=True)
def plain_hosts(settings):
    """The test client's host, over plain http as on loopback."""
    settings.ALLOWED_HOSTS = ["testserver"]


@pytest.fixture(autouse=True)
def on_may_4():
    """The clocks on the pages stand still."""
    with time_machine.travel(MAY_4, tick=False):
        yield


@pytest.fixture
def books(db):
    from mainstay.foundation.tenancy.testing import a_practice  # Django is set up by now
    from mainstay.foundation.work import services as work
    from mainstay.revenue.remits.testing import Books

    practice = a_practice()
    work.ensure_functions(practice.pk)
    books = Books(practice.pk)
    books.claims(an_837(BILL))
    books.remits(an_835(ADVICE))
    return books


@pytest.fixture
def biller(books):
    from tests.web.people import a_person

    from mainstay.foundation.tenancy.models import Practice

    return a_person("biller", Practice.objects.get(pk=books.practice_id))
