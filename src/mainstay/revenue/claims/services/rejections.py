"""Every rejected claim has its work item, and loses it once the claim is taken in."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from mainstay.engine import codes
from mainstay.foundation.db import require_transaction
from mainstay.foundation.work import services as work
from mainstay.foundation.work.item import NewItem
from mainstay.foundation.work.queries.items import open_causes_about
from mainstay.revenue.claims.models import Claim, Match
from mainstay.revenue.claims.rulings import ruling_of

FUNCTION = "rejection_handling"


def follow_rejections(practice_id: int, claim_ids: Collection[int], *, at: datetime) -> None:
    """Open items for claims that are rejected now; close those of claims that no longer are."""
    require_transaction()
    claims = Claim.objects.for_practice(practice_id).filter(pk__in=claim_ids)
    rejected = list(claims.filter(status="rejected"))
    reasons = _reasons(practice_id, {claim.pk for claim in rejected})
    work.open_many(
        practice_id,
        [
            NewItem(
                function=FUNCTION,
                cause_key=cause_key(claim, reasons.get(claim.pk, ("", 0))[1]),
                subject_kind="claim",
                subject_key=str(claim.public_id),
                title=f"Rejected: {reasons.get(claim.pk, ('no reason given', 0))[0]}"[:300],
                value_cents=claim.billed_cents,
                occurred_on=claim.last_sent_on,
            )
            for claim in rejected
        ],
        at=at,
    )
    taken_in = claims.exclude(status="rejected").values_list("public_id", flat=True)
    close_rejections(practice_id, [str(public_id) for public_id in taken_in], at=at)


def close_rejections(practice_id: int, claim_keys: Collection[str], *, at: datetime) -> None:
    """Close the open rejection items of these claims (by public id): they were taken in since."""
    causes = open_causes_about(practice_id, FUNCTION, "claim", claim_keys)
    work.close_items(practice_id, causes, "taken in", at=at)


def cause_key(claim: Claim, attempt: int) -> str:
    """One item for each attempt that was rejected."""
    return f"rejected:{claim.source_key}:{attempt}"


def _reasons(practice_id: int, claim_ids: Collection[int]) -> dict[int, tuple[str, int]]:
    """For each claim why its newest attempt was rejected, in words, and which attempt that was."""
    rows = (
        Match.objects.for_practice(practice_id)
        .filter(claim__in=claim_ids, withdrawn_at__isnull=True)
        .exclude(fact__kind="adjudication")
        .order_by("fact__occurred_on", "fact_id")
        .values_list("claim_id", "submission_id", "fact__kind", "fact__body")
    )
    attempts: dict[int, dict[int, None]] = {}
    reasons: dict[int, tuple[str, int]] = {}
    for claim_id, submission_id, kind, body in rows:
        known = attempts.setdefault(claim_id, {})
        known.setdefault(submission_id)
        if ruling_of(kind, body) == "rejected":
            reasons[claim_id] = (reason_in_words(kind, body), list(known).index(submission_id) + 1)
    return reasons


def reason_in_words(kind: str, body: dict[str, Any]) -> str:
    """Why something was rejected: the plain sentence first, the code after it."""
    if kind == "interchange_ack":
        return f"the clearinghouse refused the whole file (TA1 {body['code']}, note {body['note']})"
    if kind in ("group_ack", "set_ack"):
        return _syntax_reason(body)
    status = body["statuses"][0] if body.get("statuses") else {"category": "", "code": ""}
    summary = codes.claim_status_category(status["category"]).summary
    return f"{summary} ({status['category']}:{status['code']})".strip()


def _syntax_reason(body: dict[str, Any]) -> str:
    errors = body.get("segment_errors") or []
    if not errors:
        return f"the file did not pass the receiver's format check (999 {body['code']})"
    first = errors[0]
    element = f"{first['element']:02}" if first.get("element") else ""
    loop = f" in loop {first['loop']}" if first.get("loop") else ""
    return f"format error at {first['segment_id']}{element}{loop} (999 {body['code']})"
