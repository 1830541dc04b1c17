"""The only source of "now", so that a test can turn it (RELIABILITY 2.1.9)."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This moment, UTC."""
    return datetime.now(UTC)


def today(zone: str) -> date:
    """The calendar date it is now in ``zone`` (an IANA name, such as a practice's)."""
    return date_in(zone, now())


def date_in(zone: str, at: datetime) -> date:
    """The calendar date in ``zone`` at a moment (aware)."""
    return at.astimezone(ZoneInfo(zone)).date()
