"""Let statuses follow: marked when something is learned of a claim, looked at once for all of it.

A lane that applies a month of files learns many things of each claim. The marks are rows, written
with what was learned, so a status that is due stays due whatever becomes of the process.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Protocol

from mainstay.foundation.db import atomic, locked, require_transaction, retrying, rows
from mainstay.revenue.claims.models import Claim, StatusDue
from mainstay.revenue.claims.queries.following import claims_of_encounters, what_follows
from mainstay.revenue.claims.services.rejections import follow_rejections

AT_ONCE = 200


def mark_due(practice_id: int, claim_ids: Iterable[int]) -> None:
    """Note in the caller's transaction that something was learned of these claims.

    A mark that is already there is taken again, so that a look running meanwhile waits for this
    transaction and then sees what it wrote.
    """
    require_transaction()
    rows.insert(
        StatusDue,
        ("practice", "claim"),
        [(practice_id, claim_id) for claim_id in sorted(set(claim_ids))],
        on_conflict="(practice_id, claim_id) DO UPDATE SET claim_id = excluded.claim_id",
    )


class MoneyMoved(Protocol):
    """An event after which somebody owes something else, such as a patient's payment."""

    @property
    def practice_id(self) -> int: ...
    @property
    def encounter_ids(self) -> Iterable[int]: ...


def on_money_moved(event: MoneyMoved) -> None:
    """A paid claim may be closed now, or one that was closed be open again."""
    mark_due(event.practice_id, claims_of_encounters(event.practice_id, list(event.encounter_ids)))


def bring_up_to_date(practice_id: int, *, at: datetime) -> None:
    """Let every status that is due follow, 200 claims in a transaction. Safe to kill and repeat."""
    while _bring_some_up_to_date(practice_id, at=at):
        pass


@retrying
def _bring_some_up_to_date(practice_id: int, *, at: datetime) -> int:
    with atomic():
        due = StatusDue.objects.for_practice(practice_id).order_by("claim_id")
        marks = dict(locked(due).values_list("id", "claim_id")[:AT_ONCE])
        if marks:
            follow(practice_id, marks.values(), at=at)
            StatusDue.objects.for_practice(practice_id).filter(pk__in=marks).delete()
    return len(marks)


def follow(practice_id: int, claim_ids: Collection[int], *, at: datetime) -> None:
    """Let these claims' statuses, and the items of their rejections, follow from facts and acts.

    The only writer of a status. Ten queries and an update for each status that comes out,
    however many claims there are.
    """
    require_transaction()
    following = what_follows(practice_id, claim_ids)
    changed: defaultdict[str, list[int]] = defaultdict(list)
    for pk, one in following.items():
        if one.status.value != one.stored:
            changed[one.status.value].append(pk)
    for status, ids in changed.items():
        Claim.objects.for_practice(practice_id).filter(pk__in=ids).update(status=status)
    rejected = {pk: one.rejected_submission_id for pk, one in following.items()}
    follow_rejections(practice_id, rejected, at=at)
