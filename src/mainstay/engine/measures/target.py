"""Targets as data, and the tone a figure has beside its target (domain/metrics.md 1)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from importlib import resources
from types import MappingProxyType
from typing import Literal

from mainstay.engine.measures.figure import Figure

Tone = Literal["good", "wait", "bad", "calm"]
"""The tones of the pages: on target, just off (to watch), off target, no judgement."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a metric is good and where it is bad; between the two it is to be watched.

    A practice may set its own. ``is_rising`` is True when more is better.
    """

    metric: str
    is_rising: bool
    good: Fraction
    bad: Fraction
    words: str

    def tone(self, figure: Figure) -> Tone:
        """The tone of the exact value, not of its rounded display; calm when it is n/a."""
        if figure.value is None:
            return "calm"
        sign = 1 if self.is_rising else -1
        if sign * figure.value >= sign * self.good:
            return "good"
        return "bad" if sign * figure.value < sign * self.bad else "wait"


def tone_of(figure: Figure, targets: Mapping[str, Target] | None = None) -> Tone:
    """The tone of a figure against ``targets``, by default the seed ones; calm without a target."""
    target = (TARGETS if targets is None else targets).get(figure.name)
    return target.tone(figure) if target else "calm"


def _seed_targets() -> dict[str, Target]:
    table = resources.files("mainstay.engine.measures").joinpath("targets.csv")
    with table.open(encoding="utf-8") as lines:
        return {
            row["metric"]: Target(
                metric=row["metric"],
                is_rising=row["direction"] == "up",
                good=Fraction(row["good"]),
                bad=Fraction(row["bad"]),
                words=row["words"],
            )
            for row in csv.DictReader(lines)
        }


TARGETS: Mapping[str, Target] = MappingProxyType(_seed_targets())
"""The seed targets by metric name."""
