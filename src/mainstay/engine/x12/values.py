"""Amounts, quantities and dates out of the text of an element. None = cannot be read exactly."""

import re
from datetime import date, datetime, time
from functools import lru_cache

LONGEST_NUMBER = 18
REMEMBERED = 4096  # amounts and dates come again and again within a file
_DECIMAL = re.compile(r"(-?)([0-9]{0,18})(?:\.([0-9]{0,9}))?")


@lru_cache(REMEMBERED)
def cents(text: str) -> int | None:
    """ "125.5" to 12550 by integer arithmetic; None if finer than a cent or no number."""
    units, point, fraction = text.partition(".")
    if units.isdigit() and text.isascii() and len(text) <= LONGEST_NUMBER:
        if not point:
            return int(units) * 100
        if len(fraction) == 2 and fraction.isdigit():
            return int(units + fraction)
    return _scaled(text, 2)


@lru_cache(REMEMBERED)
def milli(text: str) -> int | None:
    """ "1.5" to 1500; None if finer than a thousandth or no number."""
    if text.isdigit() and text.isascii() and len(text) <= LONGEST_NUMBER:
        return int(text) * 1000
    return _scaled(text, 3)


@lru_cache(REMEMBERED)
def bps(text: str) -> int | None:
    """A share, "0.2", to basis points, 2000; None if finer than a basis point or no number."""
    return _scaled(text, 4)


def whole(text: str) -> int | None:
    """A whole number of up to 18 digits."""
    if len(text) <= LONGEST_NUMBER and text.isascii() and text.isdigit():
        return int(text)
    return None


def _scaled(text: str, places: int) -> int | None:
    match = _DECIMAL.fullmatch(text)
    if match is None:
        return None
    sign, units, fraction = match.groups(default="")
    if not units and not fraction:
        return None
    fraction = fraction.rstrip("0") if len(fraction) > places else fraction
    if len(fraction) > places:
        return None
    amount = int(units + fraction.ljust(places, "0"))
    return -amount if sign else amount


@lru_cache(REMEMBERED)
def day(text: str) -> date | None:
    """CCYYMMDD."""
    if len(text) != 8 or not text.isascii() or not text.isdigit():
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def short_day(text: str) -> date | None:
    """YYMMDD, as the ISA and the TA1 have it; a year from 70 on is of the last century."""
    if len(text) != 6:
        return None
    return day(("19" if text >= "70" else "20") + text)


def clock(text: str) -> time | None:
    """HHMM, HHMMSS or HHMMSSD.."""
    if not 4 <= len(text) <= 8 or not text.isascii() or not text.isdigit():
        return None
    hour, minute, second = int(text[:2]), int(text[2:4]), int(text[4:6] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return time(hour, minute, second)


def moment(day_text: str, clock_text: str) -> datetime | None:
    """The sender's own wall clock (X12 names no zone); None unless both can be read."""
    on = short_day(day_text)
    at = clock(clock_text)
    return None if on is None or at is None else datetime.combine(on, at)


def period(qualifier: str, text: str) -> tuple[date | None, date | None]:
    """First and last day of a D8, RD8 or DT value (a moment's day); None where unreadable."""
    if qualifier == "RD8":
        first, _, last = text.partition("-")
        return day(first), day(last)
    on = day(text[:8]) if qualifier in ("D8", "DT", "") else None
    return on, on
