"""Positions for the two small charts of the month's page. Pure: numbers in, coordinates out."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

LEFT, RIGHT, TOP, BOTTOM = 4, 164, 12, 58
"""The plot within a view box of 200 by 76."""
COLUMN_HEIGHT = 64


@dataclass(frozen=True, slots=True)
class Trend:
    """A line with gaps where there is no value, its last point, and the target's height."""

    path: str
    last: tuple[str, str] | None
    lone: tuple[tuple[str, str], ...]
    goal_y: str
    goal_text_y: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of at most 64 from the bottom: its top and its height."""

    y: str
    height: str


def trend(values: Sequence[Fraction | None], goal: Fraction | None) -> Trend:
    """Twelve months as a line. The scale holds every value and the target, and nothing else."""
    known = [value for value in (*values, goal) if value is not None]
    low, high = (min(known), max(known)) if known else (Fraction(0), Fraction(1))
    reach = high - low or Fraction(1)
    step = Fraction(RIGHT - LEFT, max(len(values) - 1, 1))

    def height(value: Fraction) -> str:
        return _tenth(BOTTOM - (value - low) / reach * (BOTTOM - TOP))

    points = [
        None if value is None else (_tenth(LEFT + i * step), height(value))
        for i, value in enumerate(values)
    ]
    runs = _runs(points)
    return Trend(
        path=" ".join(
            f"{'M' if i == 0 else 'L'}{x} {y}" for run in runs for i, (x, y) in enumerate(run)
        ),
        last=points[-1] if points else None,
        lone=tuple(run[0] for run in runs if len(run) == 1),
        goal_y="" if goal is None else height(goal),
        goal_text_y="" if goal is None else _tenth(Fraction(height(goal)) + 4),
    )


def _runs(points: Sequence[tuple[str, str] | None]) -> list[list[tuple[str, str]]]:
    """The stretches between gaps."""
    runs: list[list[tuple[str, str]]] = [[]]
    for point in points:
        if point is not None:
            runs[-1].append(point)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def columns(groups: Sequence[Sequence[int]]) -> list[list[Column]]:
    """Columns of several groups on one scale: the tallest is 64 high."""
    tallest = max((value for group in groups for value in group), default=0) or 1
    return [
        [_column(Fraction(COLUMN_HEIGHT * value, tallest)) for value in group] for group in groups
    ]


def _column(height: Fraction) -> Column:
    return Column(y=_tenth(COLUMN_HEIGHT - height), height=_tenth(height))


def _tenth(value: Fraction | int) -> str:
    return f"{float(value):.1f}"
