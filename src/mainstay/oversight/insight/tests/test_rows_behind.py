"""Every number of the page opens to rows that add up to it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mainstay.oversight.insight.months import span
from mainstay.oversight.insight.queries.rows_behind import NoSuchNumber, rows_behind
from mainstay.oversight.insight.queries.shown import months_kept, shown_month
from mainstay.oversight.insight.services.refreshing import refresh
from mainstay.oversight.insight.testing import Books
from mainstay.oversight.insight.testing.golden import golden_books

pytestmark = pytest.mark.django_db

JULY = datetime(2026, 7, 1, 2, tzinfo=UTC)
PARTS = ("numerator", "denominator")


def assert_rows_add_up(practice_id: int, month: date) -> int:
    """Check every number of a month; returns how many were above zero."""
    shown = shown_month(practice_id, month)
    assert shown is not None
    told = 0
    for name, figure in shown.figures.items():
        for part in PARTS if figure.numerator is not None else ():
            behind = rows_behind(practice_id, month, name, part)
            rows = behind.page(0, 1_000)
            added = len(rows) if behind.counts == "claims" else sum(row.cents or 0 for row in rows)
            assert (len(rows), added) == (behind.rows, getattr(figure, part)), (month, name, part)
            assert behind.total == added
            told += added > 0
    return told


def test_the_rows_behind_each_figure_add_up_to_it_in_each_month() -> None:
    practice_id = golden_books().practice.pk
    refresh(practice_id, at=JULY)

    months = months_kept(practice_id)

    assert months == list(span(date(2026, 3, 1), date(2026, 6, 1)))
    assert [assert_rows_add_up(practice_id, month) for month in months] == [6, 9, 11, 12]


def test_without_patients_payments_the_rows_are_the_payers_alone() -> None:
    books = Books.opened()
    day = date(2026, 1, 5)
    billed = books.treated("Aetna", [100_00], service_on=day, posted_on=day)
    books.answered(
        billed, day + timedelta(days=9), [(50_00, [("CO", "45", 20_00), ("PR", "1", 30_00)])]
    )
    books.treated("Aetna", [40_00], service_on=day, posted_on=day)
    refresh(books.practice.pk, at=datetime(2026, 6, 1, 12, tzinfo=UTC))

    shown = shown_month(books.practice.pk, date(2026, 1, 1))
    assert shown is not None
    assert shown.figures["dso"].numerator == 40_00
    assert "not visible" in shown.figures["dso"].caution
    period = shown.figures["net_collection_rate_12_months"]
    assert (period.numerator, period.denominator) == (50_00, 90_00)
    assert assert_rows_add_up(books.practice.pk, date(2026, 1, 1)) > 0


def test_a_page_of_rows_neither_repeats_nor_skips_one() -> None:
    practice_id = golden_books().practice.pk
    refresh(practice_id, at=JULY)

    behind = rows_behind(practice_id, date(2026, 6, 1), "dso")
    pages = [row for first in range(0, behind.rows, 2) for row in behind.page(first, 2)]

    assert pages == behind.page(0, 100)


def test_what_the_files_cannot_tell_opens_to_nothing() -> None:
    practice_id = golden_books().practice.pk
    refresh(practice_id, at=JULY)

    with pytest.raises(NoSuchNumber):
        rows_behind(practice_id, date(2026, 6, 1), "clean_claim_rate")
    with pytest.raises(NoSuchNumber):
        rows_behind(practice_id, date(2031, 1, 1), "dso")


def test_another_practice_s_rows_do_not_count() -> None:
    golden_books()
    other = Books.opened("elsewhere")
    day = date(2026, 6, 2)
    other.treated("Aetna", [75_00], service_on=day, posted_on=day)
    refresh(other.practice.pk, at=JULY)

    assert rows_behind(other.practice.pk, date(2026, 6, 1), "dso").total == 75_00
