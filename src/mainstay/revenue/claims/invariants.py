"""Promises about stored claims."""

from collections.abc import Iterator

from mainstay.foundation.db.invariants import Invariant
from mainstay.foundation.work.models import WorkItem
from mainstay.revenue.claims.models import Claim, StatusDue, Submission
from mainstay.revenue.claims.queries.following import Following, what_follows

AT_ONCE = 500


def _statuses_differ(practice_id: int) -> Iterator[str]:
    for keys, following in _all(practice_id):
        for pk, one in following.items():
            if one.status.value != one.stored:
                yield (
                    f"Claim {keys[pk]} is stored as {one.stored}; its facts and acts say"
                    f" {one.status.value}."
                )


def _rejected_without_work(practice_id: int) -> Iterator[str]:
    for _, following in _all(practice_id):
        ids = {one.rejected_submission_id for one in following.values()} - {None}
        if not ids:
            continue
        rows = Submission.objects.for_practice(practice_id).filter(pk__in=ids)
        wanted = {f"rejected:{key}": key for key in rows.values_list("source_key", flat=True)}
        items = WorkItem.objects.for_practice(practice_id).filter(cause_key__in=wanted)
        for cause in sorted(wanted.keys() - set(items.values_list("cause_key", flat=True))):
            yield f"Submission {wanted[cause]} was rejected and nobody was asked to mend it."


def _all(practice_id: int) -> Iterator[tuple[dict[int, str], dict[int, Following]]]:
    """Source keys and what follows, for some hundred claims at a time; not of those still due."""
    last = 0
    claims = Claim.objects.for_practice(practice_id).order_by("id")
    while keys := dict(claims.filter(pk__gt=last).values_list("id", "source_key")[:AT_ONCE]):
        due = StatusDue.objects.for_practice(practice_id).filter(claim__in=keys)
        yield keys, what_follows(practice_id, keys.keys() - due.values_list("claim_id", flat=True))
        last = max(keys)


INVARIANTS = (
    Invariant("C001", "A claim's status follows from its facts and acts", _statuses_differ),
    Invariant("C002", "Every rejection that stands has a work item", _rejected_without_work),
)
