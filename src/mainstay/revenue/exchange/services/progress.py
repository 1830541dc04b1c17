"""How far a part has been applied. Called inside the transaction whose effects it records."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F

from mainstay.foundation.db import require_transaction
from mainstay.revenue.exchange.models import Part


def advance(part: Part, *, through: int, records: int) -> None:
    """Note that every segment up to ``through`` is applied, ``records`` more records with it."""
    require_transaction()
    Part.objects.filter(pk=part.pk).update(
        applied_through=through, applied_records=F("applied_records") + records
    )
    part.applied_through = through


def finish(part: Part, *, at: datetime) -> None:
    """Note that the whole part is applied."""
    require_transaction()
    Part.objects.filter(pk=part.pk).update(applied_at=at)
    part.applied_at = at


def finish_together(practice_id: int, parts: Sequence[Part], *, at: datetime) -> None:
    """Note that these parts, each of which was applied in one go, are applied. One statement."""
    require_transaction()
    Part.objects.for_practice(practice_id).filter(pk__in=[part.pk for part in parts]).update(
        applied_at=at, applied_records=F("records")
    )
    for part in parts:
        part.applied_at = at
