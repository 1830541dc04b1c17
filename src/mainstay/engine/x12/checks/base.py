"""What the checks of all kinds share."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, ClassVar

from mainstay.engine.x12.builders.base import at
from mainstay.engine.x12.records import Adjustment, Position, Record
from mainstay.engine.x12.rules import ERROR, WARNING, Rule, declare
from mainstay.engine.x12.transaction import Place

SegmentCheck = Callable[[Any, list[str]], None]

_LUHN_PAIRS = {f"{a}{b}": sum(divmod(2 * a, 10)) + b for a in range(10) for b in range(10)}
NPIS_REMEMBERED = 1024
_NO_LEVEL = [""] * 4  # as long as an HL
_CARC = re.compile("[1-9][0-9]{0,2}|[ABDPWY][0-9]{1,2}")
_REMARK = re.compile("MA?[0-9]{1,3}|N[0-9]{1,4}")
_PROCEDURE = re.compile("[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}")
_TAXONOMY = re.compile("[0-9A-Z]{9}X")

declare(
    Rule("npi-check-digit", 5, ERROR, "{place} must be an NPI: ten digits whose last is the check digit.", "7"),
    Rule("carc-shape", 5, WARNING, "The reason of an adjustment must be a claim adjustment reason code.", "7"),
    Rule("procedure-shape", 5, WARNING, "{place} must be a HCPCS or CPT code of five characters.", "7"),
    Rule("taxonomy-shape", 5, WARNING, "{place} must be a provider taxonomy code of ten characters.", "7"),
    Rule("adjustment-amount", 4, ERROR, "Each reason of a CAS needs its amount.", "2"),
)  # fmt: skip


class Checks:
    """Stateful over one ST. Both tables map "LOOP SEGMENT" to a method that sees its elements.

    Those of SEGMENTS look at nothing else, so the same text is shown to them once only; those of
    SEQUENCE remember what came before.
    """

    SEGMENTS: ClassVar[dict[str, SegmentCheck]] = {}
    SEQUENCE: ClassVar[dict[str, SegmentCheck]] = {}

    def __init__(self, place: Place) -> None:
        self.place = place
        self.level_number = 0
        self.open_level: tuple[Position, str, str] | None = None

    def inspect(self, record: Record) -> None:
        """A record is complete."""

    def finish(self) -> None:
        """The ST is over."""
        self._level_has_child(expected="0", child_of="")

    def hierarchy(self, e: list[str]) -> None:
        """HL01 counts up; HL04 tells truly whether a level follows below."""
        self.level_number += 1
        _, number, parent, _, children, *_ = e if len(e) > 4 else (*e, *_NO_LEVEL)
        if number != str(self.level_number):
            self.place.report("hierarchy-number", element=1, value=number)
        self._level_has_child(expected="0", child_of=parent)
        self.open_level = (self.place.position(), number, children)

    def _level_has_child(self, *, expected: str, child_of: str) -> None:
        if self.open_level is None:
            return
        position, number, told = self.open_level
        self.open_level = None
        if child_of and child_of == number:
            expected = "1"
        if told and told != expected:
            self.place.report(
                "hierarchy-child",
                at=position,
                segment_id="HL",
                loop="",
                element=4,
                value=told,
                expected=expected,
            )

    def npi(self, e: list[str]) -> None:
        """An NM1 (or, in an 835, an N1) that claims to hold an NPI."""
        number_at = 9 if e[0] == "NM1" else 4
        if len(e) >= number_at and e[number_at - 1] == "XX":
            number = e[number_at] if len(e) > number_at else ""
            if not npi_is_valid(number):
                self.place.report("npi-check-digit", element=number_at, value=number)

    def taxonomy(self, e: list[str]) -> None:
        if at(e, 2) == "PXC" and not _TAXONOMY.fullmatch(at(e, 3)):
            self.place.report("taxonomy-shape", element=3, value=at(e, 3))

    def reasons(self, e: list[str]) -> None:
        """The reasons of a CAS."""
        for position in range(2, min(len(e), 20), 3):
            if not e[position]:
                continue
            if not _CARC.fullmatch(e[position]):
                self.place.report("carc-shape", element=position, value=e[position])
            if position > 2 and not at(e, position + 1):
                self.place.report("adjustment-amount", element=position + 1)

    def procedure(self, segment: int, segment_id: str, loop: str, element: int, code: str) -> None:
        """A code of the HC list."""
        if code and not _PROCEDURE.fullmatch(code):
            self.about(
                "procedure-shape",
                segment,
                segment_id,
                loop,
                element=element,
                component=2,
                value=code,
            )

    def about(self, rule: str, segment: int, segment_id: str, loop: str, **details: Any) -> None:
        """A finding about an earlier segment of the record at hand."""
        self.place.report(
            rule,
            at=self.place.position_of(segment),
            segment_id=segment_id,
            loop=loop,
            **details,
        )


def npi_is_valid(number: str) -> bool:
    """Ten digits, the last a Luhn digit over 80840 and the first nine (45 CFR 162.406)."""
    return len(number) == 10 and _has_check_digit(number)


@lru_cache(NPIS_REMEMBERED)
def _has_check_digit(number: str) -> bool:
    try:
        two = _LUHN_PAIRS
        luhn = two[number[:2]] + two[number[2:4]] + two[number[4:6]] + two[number[6:8]]
        luhn += two[number[8:]]
    except KeyError:
        return False
    return (24 + luhn) % 10 == 0


def is_remark(code: str) -> bool:
    return _REMARK.fullmatch(code) is not None


def total(amounts: Iterable[int | None]) -> int | None:
    """Their sum; None when one of them could not be read."""
    found = 0
    for amount in amounts:
        if amount is None:
            return None
        found += amount
    return found


def adjusted(adjustments: Sequence[Adjustment]) -> int | None:
    return total([one.cents for one in adjustments]) if adjustments else 0


def dollars(cents: int) -> str:
    """ "1234.50", "-0.05": for sentences."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02}"
