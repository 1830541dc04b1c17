"""A week's sample is drawn once, reviewed by a person, and what is found is followed to its end."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mainstay.foundation import work
from mainstay.foundation.tenancy.testing import a_practice
from mainstay.foundation.work.testing import a_member
from mainstay.oversight.quality.errors import AlreadyReviewed
from mainstay.oversight.quality.models import Review, Sample
from mainstay.oversight.quality.queries import weeks
from mainstay.oversight.quality.services import draw_week, finish_review
from mainstay.revenue.claims.testing.applied import apply_claims_of
from mainstay.revenue.claims.testing.edi import Bill, an_837

NOW = datetime(2026, 4, 7, 12, tzinfo=UTC)  # a Tuesday
MONDAY = date(2026, 3, 30)  # the claims were sent on Friday, April 3
RIGHT = {"codes": True, "diagnoses": True, "modifiers": None, "payer_rule": True}


@pytest.fixture
def practice(db):
    made = a_practice()
    work.ensure_functions(made.pk)
    bills = [
        Bill(number=f"A{one}", last_name=f"Fauxley{one}", member_id=f"M{one}") for one in "XYZ"
    ]
    apply_claims_of(made, an_837(*bills))
    return made


@pytest.fixture
def coder(practice):
    return a_member(practice, "Yuki", "coder")


def first(practice) -> Review:
    return Review.objects.for_practice(practice.pk).select_related("sample", "claim").get(ordinal=1)


def test_last_weeks_claims_are_drawn_once_and_each_asks_for_a_review(practice):
    assert draw_week(practice.pk, at=NOW)
    assert not draw_week(practice.pk, at=NOW + timedelta(days=1))

    sample = Sample.objects.get()
    assert (sample.week_on, sample.population, sample.reviews.count()) == (MONDAY, 3, 3)
    queue = work.open_items(practice.pk, work.ItemFilter(function="quality_review"), as_of=NOW)
    assert len(queue) == 3


def test_a_week_without_claims_has_no_sample(practice):
    assert not draw_week(practice.pk, at=NOW + timedelta(days=7))
    assert not Sample.objects.exists()


def test_a_claim_that_is_all_right_is_signed_and_its_item_done(practice, coder):
    draw_week(practice.pk, at=NOW)
    review = first(practice)

    finish_review(review, RIGHT, finding="", note="", by=coder, at=NOW)

    assert review.is_sound
    item = work.item_of_cause(practice.pk, "quality:2026-03-30:1")
    assert item is not None
    assert (item.state, item.outcome) == ("done", "sound")
    assert not work.open_items(practice.pk, work.ItemFilter(function="coding_review"), as_of=NOW)


@pytest.mark.parametrize(
    ("finding", "function"),
    [
        ("corrected_claim", "claim_scrubbing"),
        ("refund", "credit_balances"),
        ("training", "coding_review"),
        ("rule", "payer_rule_upkeep"),
    ],
)
def test_what_is_found_goes_to_who_mends_it(practice, coder, finding, function):
    draw_week(practice.pk, at=NOW)
    review = first(practice)

    answers = RIGHT | {"modifiers": False}
    finish_review(review, answers, finding=finding, note="25 is missing", by=coder, at=NOW)

    [item] = work.open_items(practice.pk, work.ItemFilter(function=function), as_of=NOW)
    assert item.title.endswith(": 25 is missing")
    assert item.value_cents == review.claim.billed_cents
    [line] = weeks(practice.pk)
    assert (line.week.reviewed, line.week.sound) == (1, 0)


@pytest.mark.parametrize(
    ("answers", "finding", "note", "sentence"),
    [
        ({}, "", "", "Answer at least one question"),
        ({"codes": False}, "", "wrong level", "Say what follows"),
        ({"codes": False}, "training", " ", "Say what follows"),
        ({"codes": True}, "training", "odd", "only where something is not right"),
    ],
)
def test_a_review_that_says_too_little_or_too_much_is_not_signed(
    practice, coder, answers, finding, note, sentence
):
    draw_week(practice.pk, at=NOW)

    with pytest.raises(ValueError, match=sentence):
        finish_review(first(practice), answers, finding=finding, note=note, by=coder, at=NOW)
    assert first(practice).reviewed_at is None


def test_a_signed_review_is_not_written_over(practice, coder):
    draw_week(practice.pk, at=NOW)
    finish_review(first(practice), RIGHT, finding="", note="", by=coder, at=NOW)

    with pytest.raises(AlreadyReviewed, match="not written over"):
        finish_review(first(practice), RIGHT, finding="", note="", by=coder, at=NOW)
