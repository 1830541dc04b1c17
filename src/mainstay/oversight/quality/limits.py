"""When a week's share of sound claims is out of line: a p-chart (Shewhart, three sigma). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt

BPS = 10_000
LEAST_WEEKS = 4


@dataclass(frozen=True, slots=True)
class Week:
    """How many claims of a week were reviewed, and how many were sound."""

    reviewed: int
    sound: int

    @property
    def sound_bps(self) -> int:
        """The share of sound ones in basis points."""
        return BPS * self.sound // self.reviewed if self.reviewed else 0


@dataclass(frozen=True, slots=True)
class Line:
    """The middle of all weeks and the lower limit for a week of this size, in basis points."""

    middle_bps: int
    lower_bps: int


def line_for(weeks: Sequence[Week], reviewed: int) -> Line | None:
    """Middle and lower limit for a week with ``reviewed`` claims; None with too few weeks to tell.

    The middle is the pooled share p, the limit p - 3 sqrt(p (1 - p) / n), not under 0.
    """
    counted = [week for week in weeks if week.reviewed]
    if len(counted) < LEAST_WEEKS or not reviewed:
        return None
    total, sound = sum(week.reviewed for week in counted), sum(week.sound for week in counted)
    middle = BPS * sound // total
    three_sigma = 3 * isqrt(middle * (BPS - middle) // reviewed)
    return Line(middle, max(middle - three_sigma, 0))


def is_out_of_line(week: Week, line: Line | None) -> bool:
    """Whether a week lies under its lower limit."""
    return line is not None and week.reviewed > 0 and week.sound_bps < line.lower_bps
