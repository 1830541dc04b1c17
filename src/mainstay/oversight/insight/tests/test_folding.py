"""Facts follow what happens: once, in any order, and after being interrupted."""

from datetime import UTC, date, datetime

import pytest

from mainstay.foundation.db import atomic
from mainstay.foundation.ledger import Kind, Move, NewPosting, post
from mainstay.oversight.insight.models import Booking, ClaimFacts, Item, Month, Stale
from mainstay.oversight.insight.services import folding
from mainstay.oversight.insight.services.folding import fold_stale, mark_stale
from mainstay.oversight.insight.services.refreshing import months_due, refresh
from mainstay.oversight.insight.testing import Books
from mainstay.oversight.insight.testing.golden import golden_books
from mainstay.revenue.charges.models import Encounter

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


def everything(practice_id: int) -> list[list[tuple[object, ...]]]:
    """Every row, without ids."""
    return [
        sorted(
            (
                tuple(v for k, v in sorted(row.items()) if k not in ("id", "computed_at"))
                for row in model.objects.filter(practice_id=practice_id).values()
            ),
            key=repr,
        )
        for model in (ClaimFacts, Item, Booking, Month)
    ]


def test_folding_again_changes_nothing() -> None:
    practice_id = golden_books().practice.pk
    refresh(practice_id, at=AT)
    before = everything(practice_id)
    with atomic():
        mark_stale(practice_id, ClaimFacts.objects.values_list("encounter_id", flat=True))

    refresh(practice_id, at=AT)

    assert everything(practice_id) == before
    assert not Stale.objects.exists()


def test_an_interrupted_fold_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "AT_ONCE", 3)
    practice_id = golden_books().practice.pk
    folded: list[int] = []

    def stop_after_two(count: int) -> None:
        folded.append(count)
        if len(folded) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fold_stale(practice_id, progress=stop_after_two)
    assert Stale.objects.count() == 4

    assert fold_stale(practice_id) == 4
    assert (folded, Item.objects.filter(until_on=date.max).count()) == ([3, 6], 6)


def test_an_item_is_a_stretch_of_days_with_one_balance() -> None:
    books = Books.opened()
    billed = books.treated("Aetna", [100_00], service_on=DAY, posted_on=DAY)
    books.answered(billed, date(2026, 3, 20), [(60_00, [("CO", "45", 25_00), ("PR", "2", 15_00)])])
    books.patient_paid(billed, date(2026, 4, 2), 5_00)
    fold_stale(books.practice.pk)

    stretches = Item.objects.order_by("from_on", "party_kind").values_list(
        "party_kind", "from_on", "until_on", "cents"
    )
    assert list(stretches) == [
        ("payer", DAY, date(2026, 3, 20), 100_00),
        ("patient", date(2026, 3, 20), date(2026, 4, 2), 15_00),
        ("patient", date(2026, 4, 2), date.max, 10_00),
    ]


def test_what_is_charged_and_settled_on_one_day_was_never_open() -> None:
    books = Books.opened()
    billed = books.treated("Aetna", [100_00], service_on=DAY, posted_on=DAY)
    books.answered(billed, DAY, [(60_00, [("CO", "45", 40_00)])])
    fold_stale(books.practice.pk)

    assert not Item.objects.exists()
    assert ClaimFacts.objects.get().settled_on == DAY


def test_a_claim_settles_on_the_day_its_payer_owes_nothing_more() -> None:
    books = Books.opened()
    denied = books.treated("Aetna", [100_00], service_on=DAY, posted_on=DAY)
    books.answered(denied, date(2026, 3, 20), [(0, [("CO", "50", 100_00)])], status="4")
    fold_stale(books.practice.pk)
    facts = ClaimFacts.objects.get()
    assert (facts.answered_on, facts.settled_on, facts.is_denied_first) == (
        date(2026, 3, 20),
        None,
        True,
    )

    books.answered(denied, date(2026, 5, 4), [(70_00, [("CO", "45", 30_00)])])
    fold_stale(books.practice.pk)

    facts.refresh_from_db()
    assert (facts.answered_on, facts.settled_on, facts.is_denied_first) == (
        date(2026, 3, 20),
        date(2026, 5, 4),
        True,
    )


def test_a_denial_as_duplicate_only_is_answered_and_told_apart() -> None:
    books = Books.opened()
    billed = books.treated("Aetna", [100_00], service_on=DAY, posted_on=DAY)
    books.answered(billed, date(2026, 3, 20), [(0, [("OA", "18", 100_00)])], status="4")
    fold_stale(books.practice.pk)

    facts = ClaimFacts.objects.get()
    assert (facts.is_denied_first, facts.is_duplicate_only, facts.first_denied_cents) == (
        True,
        True,
        0,
    )


def test_only_months_that_may_look_different_are_computed_again() -> None:
    books = Books.opened()
    billed = books.treated("Aetna", [100_00], service_on=DAY, posted_on=DAY)
    books.treated("Aetna", [50_00], service_on=date(2026, 5, 4), posted_on=date(2026, 5, 4))
    books.acknowledged(billed, DAY)
    refresh(books.practice.pk, at=AT)
    assert months_due(books.practice.pk, AT.date()) == []

    books.answered(billed, date(2026, 4, 9), [(100_00, [])])
    fold_stale(books.practice.pk)

    assert months_due(books.practice.pk, AT.date()) == [date(2026, 4, 1), date(2026, 5, 1)]


def test_a_first_patient_payment_puts_every_month_on_the_wider_basis() -> None:
    books = Books.opened()
    billed = books.treated("Aetna", [100_00], service_on=DAY, posted_on=DAY)
    books.treated("Aetna", [50_00], service_on=date(2026, 4, 6), posted_on=date(2026, 4, 6))
    books.answered(billed, date(2026, 3, 9), [(80_00, [("PR", "1", 20_00)])])
    refresh(books.practice.pk, at=AT)
    march = Month.objects.get(month=date(2026, 3, 1))
    assert march.figures[4]["numerator"] == 0

    books.patient_paid(billed, date(2026, 4, 20), 5_00)
    refresh(books.practice.pk, at=AT)

    march.refresh_from_db()
    assert march.figures[4]["numerator"] == 20_00


def test_parked_money_shows_beside_every_month_it_was_parked_in() -> None:
    books = Books.opened()
    billed = books.treated("Aetna", [100_00], service_on=DAY, posted_on=DAY)
    books.acknowledged(billed, DAY)
    refresh(books.practice.pk, at=AT)
    payer = books.payer("Aetna")
    parked = NewPosting(
        key="test:parked", kind="parked", source="", occurred_on=DAY, effective_on=DAY,
        moves=[
            Move(
                books.account(Kind.CLEARING, payer), books.account(Kind.UNAPPLIED, payer), 7_00
            )
        ],
    )  # fmt: skip
    with atomic():
        post(books.practice.pk, parked, at=AT)
        mark_stale(books.practice.pk, [billed.encounter.pk])

    refresh(books.practice.pk, at=AT)

    assert Month.objects.get(month=date(2026, 3, 1)).aging["unapplied"] == -7_00


def test_the_same_rows_follow_in_whatever_chunks_they_are_folded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    practice_id = golden_books().practice.pk
    refresh(practice_id, at=AT)
    whole = everything(practice_id)
    for model in (ClaimFacts, Item, Booking, Month):
        model.objects.all().delete()

    monkeypatch.setattr(folding, "AT_ONCE", 1)
    with atomic():
        mark_stale(practice_id, Encounter.objects.values_list("id", flat=True))
    refresh(practice_id, at=AT)

    assert everything(practice_id) == whole
