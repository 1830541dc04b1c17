"""Values as X12 writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from mainstay.simulator.claims import Adjustment

Segment = tuple[str | Sequence[str], ...]


@cache
def amount(cents: int) -> str:
    """Cents as dollars without needless zeros: 9600 is "96", -130 is "-1.3"."""
    dollars, rest = divmod(abs(cents), 100)
    text = f"{dollars}.{rest:02}".rstrip("0").rstrip(".") if rest else str(dollars)
    return f"-{text}" if cents < 0 else text


@cache
def day(on: date) -> str:
    """CCYYMMDD."""
    return f"{on:%Y%m%d}"


def procedure(code: str, modifiers: Sequence[str]) -> list[str]:
    """The composite of a procedure with its modifiers."""
    return ["HC", code, *modifiers]


def adjustments(found: Sequence[Adjustment], sign: int = 1) -> Iterator[Segment]:
    """One CAS per group, its reasons side by side (up to six fit; we never have more)."""
    by_group: dict[str, list[str]] = {}
    for group, carc, cents in found:
        texts = by_group.setdefault(group, [])
        texts += [carc, amount(sign * cents), ""]
    for group, texts in by_group.items():
        yield ("CAS", group, *texts)
