"""Tie facts that waited for a claim, now that it is there."""

from collections.abc import Sequence
from datetime import datetime

from mainstay.foundation.db import require_transaction
from mainstay.revenue.claims.models import Fact, Waiting
from mainstay.revenue.claims.services.facts import NewFact, refresh, tie
from mainstay.revenue.claims.services.families import SentClaim


def tie_waiting(practice_id: int, sent: Sequence[SentClaim], *, at: datetime) -> None:
    """Tie what waits under a name of these claims, and let their statuses follow."""
    require_transaction()
    waiting = Waiting.objects.for_practice(practice_id)
    if not waiting.exists():
        return
    by_key = {key: one for one in sent for key in keys_of(one)}
    found = list(waiting.filter(key__in=by_key).select_related("fact"))
    ties = [
        (row.fact_id, _fact(row.fact, [one for one in sent if row.key in keys_of(one)]))
        for row in found
    ]
    claim_ids = tie(practice_id, ties)
    waiting.filter(pk__in=[row.pk for row in found]).delete()
    refresh(practice_id, claim_ids)


def keys_of(one: SentClaim) -> tuple[str, ...]:
    """The names by which an acknowledgement may speak of this submission."""
    at = one.claim.at
    return (
        f"claim:{one.claim.claim_number}",
        f"set:{at.gs06}:{at.st02}",
        f"group:{at.gs06}",
        f"batch:{one.start.reference}",
        f"isa:{at.isa13}",
    )


def _fact(fact: Fact, about: Sequence[SentClaim]) -> NewFact:
    return NewFact(
        kind=fact.kind,
        file_id=fact.file_id,
        position=fact.position,
        occurred_on=fact.occurred_on,
        body=fact.body,
        rule="waited",
        submission_ids=tuple(one.submission_id for one in about),
    )
