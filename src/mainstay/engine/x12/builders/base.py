"""What all builders share: elements as values, names and addresses, HL levels."""

from datetime import date
from functools import cache
from typing import Any, ClassVar

import msgspec

from mainstay.engine.x12 import values
from mainstay.engine.x12.automaton import Handler
from mainstay.engine.x12.delimiters import Delimiters
from mainstay.engine.x12.errors import X12Error
from mainstay.engine.x12.guide import guide
from mainstay.engine.x12.records import Address, Adjustment, Party
from mainstay.engine.x12.transaction import Place

Draft = dict[str, Any]
"""Fields of a record under construction, by name, all of them and in the record's order."""

DEEPEST_LEVEL = 10
LEVELS_REMEMBERED = 1000
_NO_NAME = [""] * 10  # as long as the NM1 and N4 elements we read
_NO_STREET = [""] * 3
_NO_CITY = [""] * 5
_NO_LEVEL = [""] * 4
_NOTHING: list[str] = []


def at(elements: list[str], position: int) -> str:
    """The element, or "" where the segment ends before it."""
    return elements[position] if position < len(elements) else ""


@cache
def _template(record: type[msgspec.Struct]) -> Draft:
    fields = msgspec.structs.fields(record)
    return {one.name: None if one.default is msgspec.NODEFAULT else one.default for one in fields}


def blank(record: type[msgspec.Struct], *lists: str) -> Draft:
    """A draft of a record: its defaults, None where it has none; `lists` name what accumulates.

    `record(*draft.values())` makes the record, by position, which is several times faster than by
    keyword. What accumulates is a list in the draft, and made a tuple before.
    """
    draft = _template(record).copy()
    for name in lists:
        draft[name] = []
    return draft


def fixed(draft: Draft, *lists: str) -> Draft:
    """The draft with its lists made tuples."""
    for name in lists:
        draft[name] = tuple(draft[name])
    return draft


class PartyDraft:
    """A name being read; N3, N4 and REF add to it."""

    __slots__ = ("_frozen", "city", "ids", "name", "street")

    def __init__(self, elements: list[str]) -> None:
        self.name = elements  # of an NM1
        self.street = _NOTHING
        self.city = _NOTHING
        self.ids: list[tuple[str, str]] | None = None
        self._frozen: Party | None = None

    def freeze(self) -> Party:
        if self._frozen is None:
            address = self.address() if self.street or self.city else None
            self._frozen = party(self.name, address, tuple(self.ids or ()))
        return self._frozen

    def add_id(self, qualifier: str, number: str) -> None:
        if self.ids is None:
            self.ids = []
        self.ids.append((qualifier, number))

    def address(self) -> Address:
        street, city = self.street, self.city
        if len(street) == 2 and len(city) == 4:  # as nearly all are
            return Address(street[1], "", city[1], city[2], city[3])
        city = city + _NO_CITY[len(city) :]
        street = street + _NO_STREET[len(street) :]
        return Address(street[1], street[2], city[1], city[2], city[3], city[4])


def party(e: list[str], address: Address | None, ids: tuple[tuple[str, str], ...]) -> Party:
    """Whom an NM1 names."""
    if len(e) < len(_NO_NAME):
        e = e + _NO_NAME[len(e) :]
    return Party(e[3], e[4], e[5], e[7], e[2] == "1", e[8], e[9], address, ids)


class Level:
    """An HL level; `about` is what the builder learned there."""

    __slots__ = ("about", "code", "depth", "number", "parent")

    def __init__(self, number: str, code: str, parent: "Level | None") -> None:
        self.number = number
        self.code = code
        self.parent = parent
        self.depth: int = 1 if parent is None else parent.depth + 1
        self.about: Draft = {}

    def up_to(self, code: str) -> "Level | None":
        """This level or the nearest one above it of that code."""
        level: Level | None = self
        while level is not None and level.code != code:
            level = level.parent
        return level


class Builder:
    """Takes the segments of one ST in order and puts records into `place.out`.

    PLACES maps "LOOP SEGMENT" to the method for it; a LOOP may end in "*" for all that begin so.
    """

    PLACES: ClassVar[dict[str, Handler]] = {}
    HIERARCHY: ClassVar[dict[str, tuple[str, ...]]] = {}  # HL03 and the codes of its parent

    def __init__(self, place: Place, delimiters: Delimiters, kind: str) -> None:
        self.place = place
        self.component = delimiters.component
        self.kind = kind
        self.level: Level | None = None
        self._levels: dict[str, Level] = {}

    def finish(self) -> None:
        """The ST is over: let go of what is still in hand."""

    def cents(self, elements: list[str], position: int) -> int | None:
        try:
            amount = values.cents(elements[position])
        except IndexError:
            return None
        if amount is None:
            self._unreadable("amount-unreadable", elements, position)
        return amount

    def milli(self, elements: list[str], position: int) -> int | None:
        try:
            quantity = values.milli(elements[position])
        except IndexError:
            return None
        if quantity is None:
            self._unreadable("quantity-unreadable", elements, position)
        return quantity

    def whole(self, elements: list[str], position: int) -> int | None:
        number = values.whole(at(elements, position))
        if number is None:
            self._unreadable("number-unreadable", elements, position)
        return number

    def day(self, elements: list[str], position: int) -> date | None:
        try:
            on = values.day(elements[position])
        except IndexError:
            return None
        if on is None:
            self._unreadable("date-unreadable", elements, position)
        return on

    def period(self, elements: list[str]) -> tuple[date | None, date | None]:
        """The first and last day of a DTP."""
        text = elements[3] if len(elements) > 3 else ""
        if not text:
            return None, None
        if elements[2] == "D8":
            on = values.day(text) or self.day(elements, 3)
            return on, on
        first, last = values.period(elements[2], text)
        if first is None or last is None:
            self._unreadable("date-unreadable", elements, 3)
        return first, last

    def _unreadable(self, rule: str, elements: list[str], position: int) -> None:
        """Unless nothing is there to be read."""
        value = at(elements, position)
        if value and not self.place.has_finding_at(position):
            self.place.report(rule, element=position, value=value)

    def adjustments(self, elements: list[str]) -> list[Adjustment]:
        """The one to six reasons of a CAS."""
        segment = self.place.segment
        if len(elements) == 4 and elements[2]:  # one, without a quantity, as most have
            return [Adjustment(segment, elements[1], elements[2], self.cents(elements, 3))]
        found = []
        for position in range(2, min(len(elements), 20), 3):
            reason = elements[position]
            if reason or at(elements, position + 1):
                found.append(
                    Adjustment(
                        segment,
                        elements[1],
                        reason,
                        self.cents(elements, position + 1),
                        self.milli(elements, position + 2),
                    )
                )
        return found

    def open_level(self, elements: list[str]) -> Level:
        """An HL begins: below the level HL02 names, else (with a finding) below the nearest.

        Raises X12Error (code "hl_too_deep").
        """
        _, number, parent_number, code, *_ = (
            elements if len(elements) > 3 else (*elements, *_NO_LEVEL)
        )
        above = self.HIERARCHY.get(code, ())
        parent = self._levels.get(parent_number)
        if parent is None or parent.code not in above:
            if above or parent_number:
                self.place.report("hierarchy-parent", element=2, value=parent_number)
            parent = self._nearest(above)
        level = Level(number, code, parent)
        if level.depth > DEEPEST_LEVEL:
            raise X12Error(
                "hl_too_deep",
                f"HL levels are nested deeper than {DEEPEST_LEVEL}.",
                self.place.segment,
                self.place.byte,
            )
        self._remember(level)
        self.level = level
        return level

    def _nearest(self, codes: tuple[str, ...]) -> Level | None:
        level = self.level
        while level is not None and level.code not in codes:
            level = level.parent
        return level

    def _remember(self, level: Level) -> None:
        """A level without parent starts afresh; of the others the newest are kept."""
        if level.parent is None:
            self._levels.clear()
        elif len(self._levels) >= LEVELS_REMEMBERED:
            del self._levels[next(iter(self._levels))]
            self._levels |= {one.number: one for one in _above(level)}
        self._levels[level.number] = level


def _above(level: Level) -> list[Level]:
    found = []
    while level.parent is not None:
        level = level.parent
        found.append(level)
    return found


def handlers(places: dict[str, Handler], kind: str) -> tuple[Handler | None, ...]:
    """The builder's method for each definition of the guide, by the definition's index."""
    return tuple(_handler(places, one.loop.id, one.segment) for one in guide(kind).definitions)


def _handler(places: dict[str, Handler], loop: str, segment: str) -> Handler | None:
    exact = places.get(f"{loop} {segment}".strip())
    if exact is not None:
        return exact
    for size in range(len(loop), -1, -1):
        found = places.get(f"{loop[:size]}* {segment}")
        if found is not None:
            return found
    return None
