"""A figure: two exact numbers, what they make, and how a page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from mainstay.engine.money import MINUS, format_cents, round_half_up

Unit = Literal["percent", "days", "cents"]
NOT_AVAILABLE = "n/a"
_SUFFIX = {"percent": " %", "days": " days"}


@dataclass(frozen=True, slots=True)
class Figure:
    """``numerator / denominator``, in ``unit``. Percent stands for hundredths of the whole.

    Both parts are kept as they are (counts, cents, or cents a day), for a page opens each to the
    rows that make it.
    """

    name: str
    numerator: int | Fraction
    denominator: int | Fraction
    unit: Unit = "percent"

    @property
    def value(self) -> Fraction | None:
        """The exact value in ``unit``; None without a denominator, never 0 or infinite."""
        if not self.denominator:
            return None
        ratio = Fraction(self.numerator) / Fraction(self.denominator)
        return 100 * ratio if self.unit == "percent" else ratio

    @property
    def tenths(self) -> int | None:
        """The value rounded for display, in tenths of the unit: 889 is 88.9 %."""
        return None if self.value is None else _rounded(10 * self.value)

    @property
    def number(self) -> str:
        """The value as shown, without its unit: ``88.9``, ``$8.00``, or ``n/a``."""
        if self.value is None or self.tenths is None:
            return NOT_AVAILABLE
        if self.unit == "cents":
            return format_cents(_rounded(self.value))
        whole, tenth = divmod(abs(self.tenths), 10)
        return f"{MINUS if self.tenths < 0 else ''}{whole:,}.{tenth}"

    @property
    def text(self) -> str:
        """The value with its unit: ``88.9 %``, ``37.8 days``, ``$8.00``, or ``n/a``."""
        return self.number if self.value is None else self.number + _SUFFIX.get(self.unit, "")


def _rounded(value: Fraction) -> int:
    return round_half_up(value.numerator, value.denominator)
