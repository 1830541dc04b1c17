"""What the writers of all kinds share: segments, values as text, names, adjustments."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Protocol

import msgspec

from mainstay.engine.x12.delimiters import Delimiters
from mainstay.engine.x12.errors import X12Error
from mainstay.engine.x12.records import NOBODY, Address, Adjustment, Party, Record
from mainstay.engine.x12.values import REMEMBERED

ELEMENT, COMPONENT, REPETITION, TERMINATOR = "\x1d", "\x1f", "\x1e", "\x1c"  # for now
REASONS_IN_CAS = 6


class Sender(Protocol):
    """What a writer may ask of the envelope around it."""

    @property
    def submitter(self) -> Party: ...
    @property
    def contact(self) -> "SubmitterContact": ...
    @property
    def recipient(self) -> Party: ...


class SubmitterContact(msgspec.Struct, frozen=True):
    """Whom to call about a file (PER)."""

    name: str = ""
    phone: str = ""
    email: str = ""


class Opening(msgspec.Struct, frozen=True):
    """What the BHT of a transaction set says: its own number, and when it was made."""

    reference: str
    day: str
    clock: str


class Body:
    """The segments of one transaction set while it is written, without ST and SE."""

    def __init__(self, opening: Opening, sender: Sender) -> None:
        self.opening = opening
        self.sender = sender
        self.texts: list[str] = []
        self.repetitions = 0

    def add(self, *elements: str) -> None:
        """One segment; empty elements at its end are dropped."""
        text = ELEMENT.join(elements)
        if text.count(ELEMENT) >= len(elements):
            raise _unwritable(elements[0], 0, len(self.texts) + 2)
        self.texts.append(text.rstrip(ELEMENT))

    def end_with(self, place: int, last: str) -> None:
        """Replace the last element of a segment: it was not known before."""
        head, _, _ = self.texts[place].rpartition(ELEMENT)
        self.texts[place] = f"{head}{ELEMENT}{last}"

    def repeated(self, *parts: str) -> str:
        """One element that is repeated."""
        self.repetitions += len(parts) - 1
        return REPETITION.join(parts)

    def name(self, entity: str, party: Party) -> None:
        """NM1."""
        self.add(
            "NM1",
            entity,
            "1" if party.is_person else "2",
            party.name,
            party.first,
            party.middle,
            "",
            party.suffix,
            party.id_qualifier,
            party.id,
        )

    def address(self, address: Address | None) -> None:
        """N3 and N4."""
        if address is None:
            return
        if address.line1 or address.line2:
            self.add("N3", address.line1, address.line2)
        self.add("N4", address.city, address.state, address.postal, address.country)

    def numbers(self, ids: Iterable[tuple[str, str]]) -> None:
        """A REF each."""
        for qualifier, number in ids:
            self.add("REF", qualifier, number)

    def number(self, qualifier: str, number: str) -> None:
        if number:
            self.add("REF", qualifier, number)

    def amount(self, qualifier: str, cents: int | None) -> None:
        if cents is not None:
            self.add("AMT", qualifier, money(cents))

    def day(self, qualifier: str, on: date | None) -> None:
        """A DTP of one day."""
        if on is not None:
            self.add("DTP", qualifier, "D8", day(on))

    def period(self, qualifier: str, first: date | None, last: date | None) -> None:
        """A DTP of a day, or of a span when its ends differ."""
        if first is None or last is None or first == last:
            self.day(qualifier, first or last)
        else:
            self.add("DTP", qualifier, "RD8", f"{day(first)}-{day(last)}")

    def adjustments(self, adjustments: Sequence[Adjustment]) -> None:
        """One CAS for each group, up to six reasons in it."""
        by_group: dict[str, list[Adjustment]] = {}
        for one in adjustments:
            by_group.setdefault(one.group, []).append(one)
        for group, reasons in by_group.items():
            for start in range(0, len(reasons), REASONS_IN_CAS):
                elements = ["CAS", group]
                for one in reasons[start : start + REASONS_IN_CAS]:
                    elements += (one.carc, money(one.cents), quantity(one.quantity_milli))
                self.add(*elements)

    def text(self, delims: Delimiters, st02: str) -> str:
        """All segments with their terminators.

        Raises X12Error (codes "delimiter", "character") rather than let a value end a segment.
        """
        joined = TERMINATOR.join((*self.texts, ""))
        bad = _forbidden(delims).search(joined)
        is_whole = (
            joined.count(TERMINATOR) == len(self.texts)
            and joined.count(REPETITION) == self.repetitions
            and (delims.repetition or not self.repetitions)
        )
        if bad is not None or not is_whole:
            raise self._refusal(delims, st02)
        return joined.translate(_final(delims))

    def _refusal(self, delims: Delimiters, st02: str) -> X12Error:
        forbidden = _forbidden(delims)
        for ordinal, text in enumerate(self.texts, start=2):
            for position, element in enumerate(text.split(ELEMENT)):
                if forbidden.search(element) or TERMINATOR in element or REPETITION in element:
                    return _unwritable(text[:3].split(ELEMENT)[0], position, ordinal, st02)
        raise AssertionError("no segment holds what the whole holds")  # pragma: no cover


def _unwritable(segment_id: str, position: int, ordinal: int, st02: str = "") -> X12Error:
    place = f"{segment_id}{position:02}" if position else segment_id
    within = f" of transaction set {st02}" if st02 else ""
    return X12Error(
        "delimiter",
        f"{place} in segment {ordinal}{within} holds a delimiter or a character that X12 cannot "
        "carry; replace it (x12.clean does) or choose other delimiters.",
        ordinal,
    )


@lru_cache(16)
def _forbidden(delims: Delimiters) -> re.Pattern[str]:
    """What no value may hold; the four of our own are counted instead."""
    used = {delims.element, delims.component, delims.repetition, delims.segment}
    used -= {ELEMENT, COMPONENT, REPETITION, TERMINATOR}
    return re.compile(f"[{re.escape(''.join(used))}\\x00-\\x1b\\x7f-\\x9f\u0100-\U0010ffff]")


@lru_cache(16)
def _final(delims: Delimiters) -> dict[int, str]:
    """From the delimiters used while writing to those of the file."""
    return str.maketrans(
        {
            ELEMENT: delims.element,
            COMPONENT: delims.component,
            REPETITION: delims.repetition,
            TERMINATOR: delims.segment + delims.line_break,
        }
    )


def composite(*components: str) -> str:
    """Components in one element; empty ones at the end are dropped."""
    text = COMPONENT.join(components)
    if text.count(COMPONENT) >= len(components):
        raise _unwritable("A composite", 0, 0)
    return text.rstrip(COMPONENT)


def procedure(
    qualifier: str, code: str, modifiers: Sequence[str] = (), description: str = ""
) -> str:
    """A procedure with up to four modifiers (C003); nothing where there is no code."""
    if not code:
        return ""
    if not modifiers and not description:
        return composite(qualifier or "HC", code)
    four = (*modifiers, "", "", "", "")[:4]
    return composite(qualifier or "HC", code, *four, description)


@lru_cache(REMEMBERED)
def money(cents: int | None) -> str:
    """Without needless zeros: 12550 is "125.5"; "" for none."""
    if cents is None:
        return ""
    return _decimal(cents, 100, 2)


@lru_cache(REMEMBERED)
def quantity(milli: int | None) -> str:
    """1500 thousandths are "1.5"; "" for none."""
    if milli is None:
        return ""
    return _decimal(milli, 1000, 3)


def _decimal(amount: int, one: int, places: int) -> str:
    units, rest = divmod(abs(amount), one)
    sign = "-" if amount < 0 else ""
    if not rest:
        return f"{sign}{units}"
    fraction = f"{rest:0{places}}".rstrip("0")
    return f"{sign}{units or ''}.{fraction}"


@lru_cache(REMEMBERED)
def day(on: date | None) -> str:
    """CCYYMMDD; "" for none."""
    return "" if on is None else on.isoformat().replace("-", "")


def named(party: Party, fallback: Party) -> Party:
    """The party, or another one where it is nobody."""
    return fallback if party == NOBODY else party


def not_written(record: Record, why: str) -> X12Error:
    """A record holds what its guide has no place for."""
    return X12Error("unwritable", f"This {type(record).__name__} cannot be written: {why}")
