"""Say when a practice is open."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from mainstay.engine.worktime import Hours
from mainstay.foundation.tenancy.models import OfficeDay, OfficeHours


def set_week(practice_id: int, week: Mapping[int, Hours]) -> None:
    """Let these weekdays (0 is Monday) be the only ones on which the practice opens.

    Raises:
        ValueError: no day is left, so nothing would ever fall due.
    """
    if not week:
        raise ValueError("Leave at least one day on which the practice is open.")
    with transaction.atomic():
        OfficeHours.objects.for_practice(practice_id).delete()
        OfficeHours.objects.bulk_create(
            OfficeHours(practice_id=practice_id, weekday=day, opens=opens, closes=closes)
            for day, (opens, closes) in sorted(week.items())
        )


def set_day(practice_id: int, on: date, hours: Hours | None, *, reason: str) -> None:
    """Give one date hours of its own, or close it (None)."""
    opens, closes = hours or (None, None)
    OfficeDay.objects.for_practice(practice_id).update_or_create(
        practice_id=practice_id,
        on=on,
        defaults={"opens": opens, "closes": closes, "reason": reason[:80]},
    )


def forget_day(practice_id: int, on: date) -> None:
    """Let a date be like any other of its weekday again."""
    OfficeDay.objects.for_practice(practice_id).filter(on=on).delete()
