"""ISA, GS and ST: what they say, what is wrong with them, which guide they name."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from mainstay.engine.x12.builders.base import at
from mainstay.engine.x12.guide import Listed, catalogue
from mainstay.engine.x12.transaction import Place
from mainstay.engine.x12.values import clock, day, moment, short_day

# ISA elements: width, allowed codes (none = any), TA105 code of a wrong one.
_FIELDS: dict[int, tuple[int, str, str]] = {
    1: (2, "00 03", "010"),
    2: (10, "", "011"),
    3: (2, "00 01", "012"),
    4: (10, "", "013"),
    5: (2, "01 14 20 27 28 29 30 33 ZZ", "005"),
    6: (15, "", "006"),
    7: (2, "01 14 20 27 28 29 30 33 ZZ", "007"),
    8: (15, "", "008"),
    9: (6, "", "014"),
    10: (4, "", "015"),
    11: (1, "", "026"),
    12: (5, "", "017"),
    13: (9, "", "018"),
    14: (1, "0 1", "019"),
    15: (1, "P T", "020"),
}


class Interchange:
    """An open ISA and what was counted since."""

    def __init__(self, elements: Sequence[str]) -> None:
        texts = [one.strip() for one in elements]
        self.sender, self.receiver = texts[6], texts[8]
        self.at: datetime | None = moment(texts[9], texts[10])
        self.control = texts[13]
        self.test = texts[15] == "T"
        self.groups = 0
        self.group_controls: set[str] = set()


class GroupHeader:
    """An open GS and what was counted since. A missing one is made of empty elements."""

    def __init__(self, elements: list[str], *, is_missing: bool = False) -> None:
        self.functional_id = at(elements, 1)
        self.sender, self.receiver = at(elements, 2).strip(), at(elements, 3).strip()
        self.on: date | None = day(at(elements, 4)) or short_day(at(elements, 4))
        self.control = at(elements, 6).strip()
        self.version = at(elements, 8).strip()
        self.is_missing = is_missing
        self.sets = 0
        self.set_controls: set[str] = set()


class Chosen(NamedTuple):
    """The guide of a transaction set and what this engine does with it."""

    kind: str
    version: str
    verdict: str  # read, kept, refused


def check_header(place: Place, elements: Sequence[str], *, shared_repetition: bool) -> None:
    """The fields of an ISA; wrong ones are findings, the interchange is read all the same."""
    for position, (width, codes, ta1) in _FIELDS.items():
        text = elements[position]
        if len(text) != width:
            place.report("interchange-width", element=position, width=width)
        elif codes and text not in codes.split():
            place.report("interchange-code", element=position, codes=codes, code=ta1)
    if short_day(elements[9]) is None or clock(elements[10]) is None:
        place.report("interchange-date", element=9)
    if elements[12] != "00501":
        place.report("interchange-version", element=12, value=elements[12])
    if len(elements[13]) != 9 or not elements[13].isdigit():
        place.report("interchange-number", element=13, value=elements[13])
    if shared_repetition:
        place.report("repetition-separator", element=11, value=elements[11])


def check_group(place: Place, elements: Sequence[str]) -> None:
    """The values of a whole GS."""
    if day(elements[4]) is None:
        place.report("group-header-value", element=4, value=elements[4], expected="a date CCYYMMDD")
    if clock(elements[5]) is None:
        place.report("group-header-value", element=5, value=elements[5], expected="a time HHMM")
    if elements[7] != "X":
        place.report("group-header-value", element=7, value=elements[7], expected="X")


def choose_guide(place: Place, group: GroupHeader, header: list[str]) -> Chosen:
    """By GS08; where that tells nothing, by ST03, or by ST01 if only one guide reads it."""
    st01, st03 = at(header, 1), at(header, 3).strip()
    listed = _by_version(group.version, st01)
    if listed is None:
        listed = _by_version(st03, st01) or _only_guide(group.version, st01)
        if listed is None:
            place.report("guide-unknown", value=group.version)
            return Chosen(st01, group.version or st03, "refused")
        taken = "ST03" if listed.version == st03 else "ST01"
        place.report("guide-group-version", value=group.version, taken=taken)
    elif st03 and st03 != group.version:
        place.report("guide-set-version", element=3, value=st03)
    if not group.is_missing and group.functional_id != listed.functional_id:
        place.report(
            "guide-functional-id", value=group.functional_id, expected=listed.functional_id
        )
    if listed.verdict == "refused":
        place.report("guide-refused", version=listed.version)
    return Chosen(listed.kind, listed.version, listed.verdict)


def _by_version(version: str, st01: str) -> Listed | None:
    return _catalogue_index().get((version, st01))


def _only_guide(version: str, st01: str) -> Listed | None:
    """835 and 999 are told by their ST01 alone, unless the group says it is of an old version."""
    if st01 not in ("835", "999") or version.startswith(("003", "004")):
        return None
    return next(one for one in catalogue() if one.set_id == st01 and one.verdict == "read")


@cache
def _catalogue_index() -> dict[tuple[str, str], Listed]:
    return {(one.version, one.set_id): one for one in catalogue()}
