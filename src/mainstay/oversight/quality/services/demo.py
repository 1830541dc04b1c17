"""The demo's reviews: some weeks drawn and reviewed by its coder, so that the page has a history."""

import random
from datetime import date, datetime, timedelta

from mainstay.foundation import clock
from mainstay.foundation.tenancy import Actor
from mainstay.foundation.tenancy.models import Practice
from mainstay.oversight.quality.models import Review, Sample
from mainstay.oversight.quality.services.drawing import draw_week
from mainstay.oversight.quality.services.reviewing import finish_review

WEEKS = 9
OPEN_WEEKS = 1
NOT_RIGHT = 0.08
FINDINGS = (
    ("modifiers", "corrected_claim", "Modifier 25 is missing beside the injection"),
    ("codes", "training", "The note supports one level lower"),
    ("diagnoses", "training", "The second diagnosis is not pointed to"),
    ("payer_rule", "rule", "This payer wants the rendering NPI on each line"),
)


def review_samples(practice_id: int, seed: int, *, reviewer: Actor, at: datetime) -> None:
    """Draw the last weeks with claims and review all but the newest. Doing it twice does it once."""
    if Sample.objects.for_practice(practice_id).exists():
        return
    dice = random.Random(seed)  # noqa: S311  (made up on purpose)
    today = clock.date_in(Practice.objects.get(pk=practice_id).zone, at)
    monday = today - timedelta(days=today.weekday())
    for weeks_ago in range(WEEKS, 0, -1):
        week_on = monday - timedelta(days=7 * weeks_ago)
        drawn_at = at - timedelta(days=7 * (weeks_ago - 1))
        if draw_week(practice_id, week_on=week_on, at=drawn_at) and weeks_ago > OPEN_WEEKS:
            _review(practice_id, week_on, dice, reviewer, drawn_at + timedelta(days=2))


def _review(
    practice_id: int, week_on: date, dice: random.Random, reviewer: Actor, at: datetime
) -> None:
    reviews = Review.objects.for_practice(practice_id).filter(sample__week_on=week_on)
    for review in reviews.select_related("sample", "claim").order_by("ordinal"):
        answers: dict[str, bool | None] = {"codes": True, "diagnoses": True, "payer_rule": True}
        finding = note = ""
        if dice.random() < NOT_RIGHT:
            question, finding, note = dice.choice(FINDINGS)
            answers[question] = False
        finish_review(review, answers, finding=finding, note=note, by=reviewer, at=at)
