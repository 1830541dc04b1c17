"""Acknowledgements whose claim is not here wait with an owner: one item for each file."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, Exists, OuterRef

from mainstay.foundation.work import services as work
from mainstay.foundation.work.item import NewItem
from mainstay.revenue.claims.models import Fact, Match
from mainstay.revenue.exchange.models import File

FUNCTION = "file_intake"


def report_unmatched(practice_id: int, files: Collection[File], *, at: datetime) -> None:
    """Open an item for each of these files with facts that no submission is known for."""
    if not files:
        return
    left = _unmatched(practice_id, {file.pk for file in files})
    work.open_many(
        practice_id,
        [
            NewItem(
                function=FUNCTION,
                cause_key=_cause(file.key),
                subject_kind="file",
                subject_key=str(file.public_id),
                title=_title(file.name, left[file.pk]),
            )
            for file in files
            if left.get(file.pk)
        ],
        at=at,
    )


def close_unmatched(practice_id: int, file_ids: Collection[int], *, at: datetime) -> None:
    """Close the items of those of these files whose facts all have their claim by now."""
    if not file_ids:
        return
    left = _unmatched(practice_id, file_ids)
    done = File.objects.for_practice(practice_id).filter(pk__in=set(file_ids) - left.keys())
    keys = [_cause(sha256[:12]) for sha256 in done.values_list("sha256", flat=True)]
    work.close_items(practice_id, keys, "claims arrived", at=at)


def _unmatched(practice_id: int, file_ids: Collection[int]) -> dict[int, int]:
    """How many facts of each file have a name but no claim."""
    ties = Match.objects.filter(fact=OuterRef("pk"), withdrawn_at__isnull=True)
    waiting = Fact.objects.for_practice(practice_id).filter(
        ~Exists(ties), file__in=file_ids, naming__isnull=False
    )
    return dict(waiting.values_list("file_id").annotate(number=Count("id")).order_by())


def _cause(file_key: str) -> str:
    return f"unmatched:{file_key}"


def _title(name: str, number: int) -> str:
    answers = "1 answer names a claim" if number == 1 else f"{number:,} answers name claims"
    return f"{name}: {answers} not sent by any 837 here. Drop that 837 into the inbox"
