"""When a function's turnaround has passed. Office hours 8 to 5, Monday to Friday, no holidays."""

from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from mainstay.engine.worktime import business_hours_after

OPENS, CLOSES = time(8), time(17)


def due_after(opened_at: datetime, hours: int, zone: str) -> datetime:
    """The moment (UTC) at which ``hours`` of office time have passed since ``opened_at`` (UTC)."""
    closed = federal_holidays(opened_at.year) | federal_holidays(opened_at.year + 1)
    return business_hours_after(opened_at, hours, ZoneInfo(zone), OPENS, CLOSES, closed)


@lru_cache(maxsize=64)
def federal_holidays(year: int) -> frozenset[date]:
    """Federal holidays of the United States in this year, as observed."""
    return frozenset(holidays.country_holidays("US", years=year))
