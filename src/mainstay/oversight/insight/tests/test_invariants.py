"""`mainstay verify` finds figures that are not what claims and books say."""

from datetime import UTC, datetime

import pytest

from mainstay.foundation.db.invariants import all_invariants
from mainstay.oversight.insight.invariants import INVARIANTS
from mainstay.oversight.insight.models import ClaimFacts, Item
from mainstay.oversight.insight.services.refreshing import refresh
from mainstay.oversight.insight.testing.golden import golden_books

pytestmark = pytest.mark.django_db


def violations(practice_id: int) -> list[str]:
    return [
        f"{invariant.code} {sentence}"
        for invariant in INVARIANTS
        for sentence in invariant.violations(practice_id)
    ]


@pytest.fixture
def practice_id() -> int:
    practice_id = golden_books().practice.pk
    refresh(practice_id, at=datetime(2026, 7, 1, tzinfo=UTC))
    return practice_id


def test_after_a_refresh_everything_holds(practice_id: int) -> None:
    assert violations(practice_id) == []


def test_verify_asks_them() -> None:
    assert {"I001", "I002"} <= {invariant.code for invariant in all_invariants()}


def test_a_changed_item_is_found_twice(practice_id: int) -> None:
    item = Item.objects.filter(cents=280_00).get()
    Item.objects.filter(pk=item.pk).update(cents=279_99)

    found = violations(practice_id)

    assert [sentence[:4] for sentence in found] == ["I001", "I002"]
    assert "items differ" in found[0]
    assert f"payer:{item.party_id}" in found[1]


def test_a_changed_fact_is_found(practice_id: int) -> None:
    ClaimFacts.objects.filter(first_outcome="rejected").update(first_outcome="accepted")

    (found,) = violations(practice_id)

    assert "facts differ" in found
