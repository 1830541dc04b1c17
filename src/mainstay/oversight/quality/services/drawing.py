"""Draw last week's sample, once, and ask somebody to review it."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db import transaction

from mainstay.foundation import clock, work
from mainstay.foundation.db import rows
from mainstay.foundation.tenancy.models import Practice
from mainstay.oversight.quality.drawing import draw, seed_of
from mainstay.oversight.quality.models import Review, Sample
from mainstay.revenue.claims.models import Claim

SIZE = 12
A_WEEK = timedelta(days=7)


def draw_week(practice_id: int, *, week_on: date | None = None, at: datetime) -> bool:
    """Draw the sample of a week (by its Monday; default the one before this); whether it was new.

    The population is the claims first sent that week, by rendering provider. Each claim drawn opens
    a work item of *quality review*. A week without claims has no sample. A week is drawn once: the
    seed comes from the practice and the week, so nobody can draw until he likes what he sees.
    """
    practice = Practice.objects.get(pk=practice_id)
    week_on = week_on or _last_monday(clock.date_in(practice.zone, at))
    population = _population(practice_id, week_on)
    if not population:
        return False
    seed = seed_of(practice.code, week_on)
    drawn = draw(population, SIZE, seed)
    with transaction.atomic():
        made = rows.insert(
            Sample,
            ("practice", "week_on", "seed", "size", "population", "drawn_at"),
            [(practice_id, week_on, seed, SIZE, sum(map(len, population.values())), at)],
            on_conflict="(practice_id, week_on) DO NOTHING",
            returning=("id",),
        )
        if made:
            _ask_for_reviews(practice_id, Sample.objects.get(pk=made[0][0]), drawn, at=at)
    return bool(made)


def _last_monday(today: date) -> date:
    """The Monday of the week before the one ``today`` is in."""
    return today - timedelta(days=today.weekday()) - A_WEEK


def _population(practice_id: int, week_on: date) -> dict[str, list[str]]:
    """The source keys of the week's claims by provider."""
    sent = Claim.objects.for_practice(practice_id).filter(
        first_sent_on__gte=week_on, first_sent_on__lt=week_on + A_WEEK
    )
    population: defaultdict[str, list[str]] = defaultdict(list)
    columns = ("source_key", "encounter__rendering__first_name", "encounter__rendering__last_name")
    for source_key, first, last in sent.values_list(*columns):
        population[f"{first or ''} {last or ''}".strip() or "no provider"].append(source_key)
    return dict(population)


def _ask_for_reviews(
    practice_id: int, sample: Sample, drawn: list[tuple[str, str]], *, at: datetime
) -> None:
    claims = {
        claim.source_key: claim
        for claim in Claim.objects.for_practice(practice_id).filter(
            source_key__in=[key for _, key in drawn]
        )
    }
    reviews = Review.objects.bulk_create(
        Review(
            practice_id=practice_id,
            sample=sample,
            claim=claims[key],
            ordinal=ordinal,
            stratum=stratum[:160],
        )
        for ordinal, (stratum, key) in enumerate(drawn, start=1)
    )
    work.open_many(
        practice_id,
        [
            work.NewItem(
                "quality_review",
                cause_of(review),
                "quality_review",
                str(review.public_id),
                f"Review claim {review.ordinal} of {len(drawn)}, week of {sample.week_on:%Y-%m-%d}",
                value_cents=review.claim.billed_cents,
            )
            for review in reviews
        ],
        at=at,
    )


def cause_of(review: Review) -> str:
    """The cause of a review's work item."""
    return f"quality:{review.sample.week_on.isoformat()}:{review.ordinal}"
