"""The levels of appeal of each type of payer, and when each one's window ends. Pure."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from mainstay.engine import codes

LAST_LEVEL = 3
USUAL_TYPE = "commercial_par"


@dataclass(frozen=True, slots=True)
class Level:
    """A level of appeal: its name, the last day for it (None: the payer sets it), how long it takes.

    ``rule`` says where the days come from.
    """

    number: int
    name: str
    ends_on: date | None
    decision_days: int
    rule: str

    def ending(self, on: date | None) -> "Level":
        """The same level with the window the denial itself carries, where it has one."""
        return replace(self, ends_on=on) if on else self


def level_of(payer_type: str, number: int, starts_on: date) -> Level:
    """The ``number``-th level for this type of payer; its window starts on ``starts_on``.

    A type without rules of its own has those of a contracted commercial payer.
    """
    known = payer_type if payer_type in codes.payer_types() else USUAL_TYPE
    rule = codes.appeal_level(known, number)
    ends_on = starts_on + timedelta(days=rule.days) if rule.days else None
    return Level(number, rule.name, ends_on, rule.decision_days, rule.note)


def levels(payer_type: str, starts_on: date) -> tuple[Level, ...]:
    """All levels, each as if it started on ``starts_on``."""
    return tuple(level_of(payer_type, number, starts_on) for number in range(1, LAST_LEVEL + 1))
