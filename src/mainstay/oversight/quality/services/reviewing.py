"""Write a review down, and send what was found to those who mend it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from mainstay.foundation import work
from mainstay.foundation.db import locked
from mainstay.foundation.tenancy import Actor
from mainstay.oversight.quality.errors import AlreadyReviewed
from mainstay.oversight.quality.models import Review
from mainstay.oversight.quality.models.sample import ANSWERS
from mainstay.oversight.quality.services.drawing import cause_of

MENDED_BY = {
    "corrected_claim": ("claim_scrubbing", "Correct the claim and send it again"),
    "refund": ("credit_balances", "Give back what was paid too much"),
    "training": ("coding_review", "Train who coded it"),
    "rule": ("payer_rule_upkeep", "Make it a rule, so that it is caught before it is sent"),
}


def finish_review(
    review: Review,
    answers: Mapping[str, bool | None],
    *,
    finding: str,
    note: str,
    by: Actor,
    at: datetime,
) -> None:
    """Sign a review. A finding becomes a work item of whoever mends it, and is tracked to its end.

    Raises:
        AlreadyReviewed: somebody signed it before.
        ValueError: nothing is answered, or something is not right and no one is told what follows.
    """
    given = {name: answers.get(name) for name in ANSWERS}
    if all(answer is None for answer in given.values()):
        raise ValueError("Answer at least one question.")
    if False in given.values() and not (finding and note.strip()):
        raise ValueError("Say what follows from what is not right, and note what it is.")
    if False not in given.values() and finding:
        raise ValueError("Something follows only where something is not right.")
    with transaction.atomic():
        fresh = locked(Review.objects.for_actor(by).filter(pk=review.pk, reviewed_at=None)).first()
        if fresh is None:
            raise AlreadyReviewed
        for name, answer in given.items():
            setattr(fresh, name, answer)
        fresh.finding, fresh.note = finding, note.strip()[:300]
        fresh.reviewer_user_id, fresh.reviewed_at = by.user_id, at
        fresh.save()
        if finding:
            _send_on(fresh, by=by, at=at)
        outcome = "found" if finding else "sound"
        work.close_item(by.practice_id, cause_of(fresh), outcome, at=at, by=by)
    review.refresh_from_db()


def _send_on(review: Review, *, by: Actor, at: datetime) -> None:
    function, act = MENDED_BY[review.finding]
    work.open_item(
        by.practice_id,
        function,
        f"{cause_of(review)}:finding",
        subject_kind="quality_review",
        subject_key=str(review.public_id),
        title=f"{act}: {review.note}",
        value_cents=review.claim.billed_cents,
        at=at,
        via=by.via,
    )
