"""Positions of the columns over the aging table. Pure: numbers in, coordinates out."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

HEIGHT = 64


@dataclass(frozen=True, slots=True)
class Column:
    """A column that stands on the bottom of a box 64 high: its top and its height."""

    y: str
    height: str


def columns(groups: Sequence[Sequence[int]]) -> list[list[Column]]:
    """Columns of several groups on one scale: the tallest is 64 high."""
    tallest = max((value for group in groups for value in group), default=0) or 1
    return [[_column(Fraction(HEIGHT * value, tallest)) for value in group] for group in groups]


def _column(height: Fraction) -> Column:
    return Column(y=f"{float(HEIGHT - height):.1f}", height=f"{float(height):.1f}")
