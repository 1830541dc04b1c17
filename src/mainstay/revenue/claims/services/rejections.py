"""Every rejected claim has its work item, and loses it once the claim is taken in."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from mainstay.engine import codes
from mainstay.foundation.db import require_transaction
from mainstay.foundation.work import services as work
from mainstay.foundation.work.item import NewItem
from mainstay.foundation.work.queries.items import open_causes_about
from mainstay.revenue.claims.models import Claim, Match, Submission
from mainstay.revenue.claims.rulings import ruling_of
from mainstay.revenue.claims.wording import reason_in_words

FUNCTION = "rejection_handling"


def follow_rejections(
    practice_id: int, rejected: Mapping[int, int | None], *, at: datetime
) -> None:
    """Open the item of each claim's rejected submission; close what no longer needs a person.

    ``rejected`` gives for each claim the submission whose rejection stands, or None.
    """
    require_transaction()
    standing = {pk for pk in rejected.values() if pk is not None}
    items = _items(practice_id, standing) if standing else []
    work.open_many(practice_id, items, at=at)
    claims = Claim.objects.for_practice(practice_id).filter(pk__in=rejected)
    subjects = [str(public_id) for public_id in claims.values_list("public_id", flat=True)]
    causes = open_causes_about(practice_id, FUNCTION, "claim", subjects)
    done = sorted(set(causes) - {item.cause_key for item in items})
    if done:
        work.close_items(practice_id, done, "taken in or sent again", at=at)


def _items(practice_id: int, submission_ids: set[int]) -> list[NewItem]:
    reasons = _reasons(practice_id, submission_ids)
    submissions = Submission.objects.for_practice(practice_id).filter(pk__in=submission_ids)
    return [
        NewItem(
            function=FUNCTION,
            cause_key=f"rejected:{source_key}",
            subject_kind="claim",
            subject_key=str(public_id),
            title=f"{payer}: {reasons[pk][0]}",
            value_cents=cents,
            occurred_on=reasons[pk][1],
            deadline_on=_filing_limit(payer_type, service_on),
        )
        for pk, source_key, public_id, payer, payer_type, service_on, cents in submissions.order_by(
            "source_key"
        ).values_list(
            "id", "source_key", "claim__public_id", "claim__payer__name",
            "claim__payer__payer_type", "claim__service_on", "version__billed_cents",
        )
    ]  # fmt: skip


def _reasons(practice_id: int, submission_ids: set[int]) -> dict[int, tuple[str, date | None]]:
    """Why each submission was rejected, in the words of its newest rejection, and when."""
    matches = Match.objects.for_practice(practice_id).filter(
        submission__in=submission_ids, withdrawn_at__isnull=True
    )
    return {
        submission_id: (reason_in_words(kind, body), occurred_on)
        for submission_id, kind, body, occurred_on in matches.order_by(
            "fact__occurred_on", "fact__file__sha256", "fact__position"
        ).values_list("submission_id", "fact__kind", "fact__body", "fact__occurred_on")
        if ruling_of(kind, body) == "rejected"
    }


def _filing_limit(payer_type: str, service_on: date | None) -> date | None:
    """The last day on which the payer takes the claim (claim-lifecycle.md 6): a default."""
    days = codes.payer_rules(payer_type).timely_filing_days
    return None if service_on is None or days is None else service_on + timedelta(days=days)
