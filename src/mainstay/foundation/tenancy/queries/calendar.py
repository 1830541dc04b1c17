"""When a practice is open."""

from datetime import date, time
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from mainstay.engine.worktime import Hours, OfficeCalendar
from mainstay.foundation.db.reads import Rows, written_once
from mainstay.foundation.tenancy.models import OfficeDay, OfficeHours, Practice

USUAL = Hours(time(8), time(17))
USUAL_WEEK = (*(USUAL,) * 5, None, None)
YEARS_BACK, YEARS_AHEAD = 1, 3


def calendar_of(practice_id: int, *, today: date) -> OfficeCalendar:
    """A practice's opening hours from the year before ``today`` to three years after it.

    Its own weekdays and days where it set them; otherwise Monday to Friday, 8 to 5, and closed on
    federal holidays. Three queries.
    """
    [zone] = _zone(practice_id)
    own_week = {weekday: Hours(*hours) for weekday, *hours in _week(practice_id)}
    week = tuple(own_week.get(day) for day in range(7)) if own_week else USUAL_WEEK
    special: dict[date, Hours | None] = dict.fromkeys(_holidays_around(today.year))
    for on, opens, closes in _days(practice_id):
        special[on] = Hours(opens, closes) if opens else None
    return OfficeCalendar(ZoneInfo(zone), week, special)


@lru_cache(maxsize=64)
def federal_holidays(year: int) -> frozenset[date]:
    """Federal holidays of the United States in this year, as observed."""
    return frozenset(holidays.country_holidays("US", years=year))


@lru_cache(maxsize=16)
def _holidays_around(year: int) -> tuple[date, ...]:
    years = range(year - YEARS_BACK, year + YEARS_AHEAD + 1)
    return tuple(day for one in years for day in federal_holidays(one))


@written_once
def _zone(practice_id: int) -> Rows:
    return Practice.objects.filter(pk=practice_id).values_list("zone", flat=True)


@written_once
def _week(practice_id: int) -> Rows:
    hours = OfficeHours.objects.for_practice(practice_id)
    return hours.values_list("weekday", "opens", "closes")


@written_once
def _days(practice_id: int) -> Rows:
    days = OfficeDay.objects.for_practice(practice_id)
    return days.values_list("on", "opens", "closes")
