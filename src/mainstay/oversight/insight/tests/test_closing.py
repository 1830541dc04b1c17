"""A closed month stands; what changes later shows as a restatement."""

from datetime import UTC, date, datetime

import pytest

from mainstay.foundation.audit.models import AuditEvent
from mainstay.foundation.tenancy import Actor
from mainstay.oversight.insight.errors import CannotClose
from mainstay.oversight.insight.models import Month
from mainstay.oversight.insight.queries.shown import shown_month
from mainstay.oversight.insight.services.closing import close_month
from mainstay.oversight.insight.services.refreshing import refresh
from mainstay.oversight.insight.testing import Billed, Books
from mainstay.oversight.insight.tests.test_rows_behind import assert_rows_add_up

pytestmark = pytest.mark.django_db

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
MAY_6 = datetime(2026, 5, 6, 12, tzinfo=UTC)


@pytest.fixture
def books() -> Books:
    return Books.opened()


@pytest.fixture
def billed(books: Books) -> Billed:
    """Sent in March, silent so far; another was accepted."""
    day = date(2026, 3, 9)
    taken = books.treated("Aetna", [80_00], service_on=day, posted_on=day)
    books.acknowledged(taken, day)
    silent = books.treated("Aetna", [100_00], service_on=day, posted_on=day)
    refresh(books.practice.pk, at=MAY_6)
    return silent


def close(books: Books, month: date) -> None:
    actor = Actor(books.practice.pk, user_id=7, via="web", role="manager")
    close_month(month, by=actor, at=MAY_6)


def test_a_late_rejection_restates_a_closed_month_and_leaves_its_page(
    books: Books, billed: Billed
) -> None:
    close(books, MARCH)
    books.acknowledged(billed, date(2026, 3, 11), "A7")
    refresh(books.practice.pk, at=MAY_6)

    shown = shown_month(books.practice.pk, MARCH)
    assert shown is not None
    acceptance = shown.figures["first_pass_acceptance"]
    (restated,) = shown.restatements
    assert (acceptance.numerator, acceptance.denominator) == (1, 1)
    assert restated.frozen == acceptance
    assert (restated.now.numerator, restated.now.denominator) == (1, 2)
    assert assert_rows_add_up(books.practice.pk, MARCH) > 0


def test_money_learned_late_is_booked_after_the_closed_month(books: Books, billed: Billed) -> None:
    close(books, MARCH)
    books.answered(billed, date(2026, 3, 20), [(60_00, [("CO", "45", 40_00)])])
    refresh(books.practice.pk, at=MAY_6)

    march, april = (shown_month(books.practice.pk, month) for month in (MARCH, APRIL))
    assert march is not None
    assert april is not None
    assert march.figures["dso"].numerator == 180_00
    assert april.figures["dso"].numerator == 80_00
    assert {restated.frozen.name for restated in march.restatements} == {
        "first_pass_acceptance",
        "initial_denial_rate",
        "initial_denial_rate_dollars",
    }
    assert assert_rows_add_up(books.practice.pk, MARCH) > 0


def test_closing_is_in_the_audit_trail(books: Books, billed: Billed) -> None:
    close(books, MARCH)

    event = AuditEvent.objects.for_practice(books.practice.pk).get(action="month.close")
    assert (event.user_id, event.object_key) == (7, "2026-03")


def test_closing_a_month_closes_the_open_ones_before_it(books: Books, billed: Billed) -> None:
    later = date(2026, 4, 20)
    books.treated("Aetna", [10_00], service_on=later, posted_on=later)
    refresh(books.practice.pk, at=MAY_6)

    close(books, APRIL)

    closed = Month.objects.filter(closed_at=MAY_6).order_by("month").values_list("month", flat=True)
    assert list(closed) == [MARCH, APRIL]


@pytest.mark.parametrize(
    ("month", "sentence"),
    [
        (MARCH, "closed already"),
        (date(2026, 5, 1), "nothing is known of it"),
        (date(2025, 1, 1), "nothing is known of it"),
    ],
)
def test_what_cannot_be_closed_says_why(
    books: Books, billed: Billed, month: date, sentence: str
) -> None:
    close(books, MARCH)

    with pytest.raises(CannotClose, match=sentence):
        close(books, month)

    assert Month.objects.filter(closed_at__isnull=False).count() == 1


def test_a_month_with_news_waiting_is_not_closed(books: Books, billed: Billed) -> None:
    books.acknowledged(billed, date(2026, 3, 11), "A7")

    with pytest.raises(CannotClose, match="being brought up to date"):
        close(books, MARCH)


def test_a_running_month_is_not_closed(books: Books, billed: Billed) -> None:
    day = date(2026, 5, 4)
    books.treated("Aetna", [10_00], service_on=day, posted_on=day)
    refresh(books.practice.pk, at=MAY_6)

    with pytest.raises(CannotClose, match="not ended"):
        close(books, date(2026, 5, 1))
