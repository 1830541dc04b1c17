"""Open a practice: its row, and the functions that every practice has."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction

from mainstay.foundation.tenancy.models import Practice
from mainstay.foundation.work import services as work


class UnknownZone(ValueError):
    """Not a time zone by its IANA name."""


def ensure_practice(
    code: str,
    *,
    at: datetime,
    name: str = "",
    zone: str = "America/New_York",
    is_demo: bool = False,
) -> tuple[Practice, bool]:
    """The practice called ``code``, opened if it does not exist. Returns (practice, is new).

    Raises:
        UnknownZone: ``zone`` names no time zone.
    """
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UnknownZone(f"{zone} is not a time zone; write one like America/Chicago.") from error
    with transaction.atomic():
        practice, is_new = Practice.objects.get_or_create(
            code=code,
            defaults={
                "name": name or code.replace("-", " ").title(),
                "zone": zone,
                "is_demo": is_demo,
                "created_at": at,
            },
        )
        work.ensure_functions(practice.pk)
    return practice, is_new
