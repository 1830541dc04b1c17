"""From findings to TA1 and 999: what a receiver answers to the file it was sent."""

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from mainstay.engine.x12.builders.base import at
from mainstay.engine.x12.delimiters import Delimiters
from mainstay.engine.x12.elements import data_element
from mainstay.engine.x12.guide import catalogue
from mainstay.engine.x12.reading import Reading
from mainstay.engine.x12.records import (
    Claim837,
    Finding,
    GroupAck999,
    InterchangeAck,
    Position,
    Record,
    Remit835,
    SegmentError,
    SetAck999,
    TransactionEnd,
)
from mainstay.engine.x12.rules import ERROR, INFO
from mainstay.engine.x12.source import Source
from mainstay.engine.x12.values import clock, short_day, whole
from mainstay.engine.x12.writer import clean
from mainstay.engine.x12.writing import Envelope, write

Ta1 = Literal["asked", "always", "never"]

SYNTAX_LEVELS = frozenset((1, 2, 4))
"""The SNIP levels a 999 answers for; balances and codes are for the 277CA."""

MOST_ERRORS = 1000  # told of one transaction set; more are only counted
LONGEST_BAD_VALUE = 99
_ABOUT_GROUP = {
    "group-control-repeated": "19",
    "group-trailer-missing": "3",
    "group-count": "5",
    "group-control": "4",
    "guide-group-version": "2",
    "guide-functional-id": "1",
}
# What a situation asks for and is not there: segment and loop.
_DEMANDED = {
    "accident-date": ("DTP", "2300"),
    "admission-date": ("DTP", "2300"),
    "original-reference": ("REF", "2300"),
    "other-payer-date": ("DTP", "2330B"),
    "subscriber-birth": ("DMG", "2010BA"),
    "subscriber-address": ("N3", "2010BA"),
    "member-id": ("NM1", "2010BA"),
    "relationship-self": ("SBR", "2000B"),
}
_SITUATIONAL_CODES = {"2": "I9", "10": "I13"}  # an element missing, or there, for its situation
_NOT_IN_A_NAME = re.compile("[^A-Z0-9]")


def acknowledge(
    source: Source,
    envelope: Envelope,
    *,
    levels: frozenset[int] = SYNTAX_LEVELS,
    ta1: Ta1 = "asked",
) -> bytes:
    """The interchange that answers `source`: its TA1s, and one 999 for each group.

    A TA1 is given where ISA14 asks for it or something is wrong with the interchange ("asked"),
    "always" or "never". A rejected interchange gets no 999. Errors of `levels` reject a
    transaction set, warnings of them are noted (IK5 E). 999s themselves are not answered.

    Raises X12Error: `source` is not X12 at all; "empty": there is nothing to answer.
    """
    answers = acknowledgements(source, levels=levels, ta1=ta1, delims=envelope.delims)
    return write(answers, envelope, on_finding=_leave)


def acknowledgements(
    source: Source,
    *,
    levels: frozenset[int] = SYNTAX_LEVELS,
    ta1: Ta1 = "asked",
    delims: Delimiters | None = None,
) -> Iterator[InterchangeAck | SetAck999 | GroupAck999]:
    """The answer as records, interchange after interchange: the TA1, then each group's sets.

    Values that are quoted are cleaned for `delims`. Raises X12Error as `read` does.
    """
    answering = _Answering(levels, ta1, delims or Delimiters())
    for one in _Listening(source, answering).events():
        answering.take(one)
        yield from answering.released()
    answering.interchange_closes()
    yield from answering.released()


def _leave(_: Finding) -> None:
    """An answer quotes what was wrong, so it may be wrong itself; it is sent all the same."""


class _Listening(Reading):
    """Reading that also tells of each envelope segment, before what is found about it."""

    def __init__(self, source: Source, answering: "_Answering") -> None:
        super().__init__(source, full=True)
        self.answering = answering

    def envelope(self, text: str, elements: list[str]) -> None:
        self.close_before(elements[0])
        for one in self.out:
            self.answering.take(one)
        self.out.clear()
        self.answering.envelope(elements, self.place.position())
        super().envelope(text, elements)


class _Set:
    """What is known of an open transaction set."""

    def __init__(self, elements: list[str], position: Position) -> None:
        self.elements = elements
        self.position = position
        self.codes: list[str] = []
        self.found: list[tuple[Finding, list[str]]] = []
        self.is_rejected = False
        self.is_noted = False
        self.unit = ""  # of an 835, for all its errors


class _Group:
    def __init__(self, elements: list[str], position: Position) -> None:
        self.elements = elements
        self.position = position
        self.sets: list[SetAck999] = []
        self.errors: list[str] = []
        self.is_rejected = False
        self.included: int | None = None


class _Answering:
    """Findings and records in file order, gathered into answers."""

    def __init__(self, levels: frozenset[int], ta1: Ta1, delims: Delimiters) -> None:
        self.levels = levels
        self.ta1 = ta1
        self.delims = delims
        self.header: list[str] = []
        self.position: Position | None = None
        self.notes: list[tuple[bool, str]] = []  # is an error, TA105
        self.group: _Group | None = None
        self.set: _Set | None = None
        self.answers: list[SetAck999 | GroupAck999] = []
        self.out: list[InterchangeAck | SetAck999 | GroupAck999] = []

    def released(self) -> list[InterchangeAck | SetAck999 | GroupAck999]:
        done, self.out = self.out, []
        return done

    # The envelope.

    def envelope(self, elements: list[str], position: Position) -> None:
        match elements[0]:
            case "ISA":
                self.interchange_closes()
                self.header, self.position = elements, position
            case "GS":
                self._group_closes()
                self.group = _Group(elements, position)
            case "ST":
                self.set = _Set(elements, position)
            case "GE":
                if self.group is not None:
                    self.group.included = whole(at(elements, 1).strip())
            case "IEA":
                self._group_closes()

    def interchange_closes(self) -> None:
        self._group_closes()
        if self.position is not None:
            ack = self._interchange_ack(self.position)
            is_asked = at(self.header, 14) == "1" or ack.code != "A"
            if self.ta1 == "always" or (self.ta1 == "asked" and is_asked):
                self.out.append(ack)
            if ack.code != "R":
                self.out += self.answers
        self.header, self.position, self.notes, self.answers = [], None, [], []

    def _interchange_ack(self, position: Position) -> InterchangeAck:
        errors = [code for is_error, code in self.notes if is_error]
        code = "R" if errors else "E" if self.notes else "A"
        note = errors[0] if errors else self.notes[0][1] if self.notes else "000"
        e = self.header
        control = at(e, 13).strip()
        return InterchangeAck(position, control, short_day(at(e, 9)), code, note, clock(at(e, 10)))

    def _group_closes(self) -> None:
        group, self.group = self.group, None
        if group is None or at(group.elements, 1) == "FA":
            return
        received = len(group.sets)
        accepted = sum(one.code in ("A", "E") for one in group.sets)
        if group.is_rejected:
            accepted = 0
        if accepted < received or group.is_rejected:
            code = "P" if accepted else "R"
        else:
            code = "E" if group.errors or any(one.code == "E" for one in group.sets) else "A"
        self.answers += group.sets
        self.answers.append(
            GroupAck999(
                group.position,
                at(group.elements, 1),
                at(group.elements, 6).strip(),
                at(group.elements, 8).strip(),
                code,
                received if group.included is None else group.included,
                received,
                accepted,
                tuple(dict.fromkeys(group.errors))[:5],
            )
        )

    # What was read and found.

    def take(self, one: Record | Finding) -> None:
        if isinstance(one, Finding):
            self._found(one)
        elif isinstance(one, TransactionEnd):
            self._set_closes()
        elif self.set is not None:
            _name_unit(self.set, one)

    def _found(self, one: Finding) -> None:
        is_trailer = one.rule == "segment-missing" and one.segment_id == "SE"  # IK502 2 says it
        if one.severity == INFO or one.rule == "interchange-ack" or is_trailer:
            return
        is_error = one.severity == ERROR
        if len(one.code) == 3 and one.code.startswith("0"):
            self.notes.append((is_error, one.code))
        elif one.rule in _ABOUT_GROUP:
            self._group_is_wrong(_ABOUT_GROUP[one.rule], is_error=is_error)
        elif self.set is None:
            return
        elif one.rule in ("guide-refused", "guide-unknown"):
            self._refused(self.set)
        elif one.rule.startswith(("set-", "guide-")):
            self.set.codes.append(one.code)
            self.set.is_rejected |= is_error
        elif one.level in self.levels:
            self.set.is_rejected |= is_error
            self.set.is_noted = True
            if len(self.set.found) < MOST_ERRORS:
                self.set.found.append((one, []))

    def _group_is_wrong(self, code: str, *, is_error: bool) -> None:
        if self.group is not None:
            self.group.errors.append(code)
            self.group.is_rejected |= is_error

    def _refused(self, set_: _Set) -> None:
        """A kind of transaction set not read here at all, or another version of one that is."""
        is_known = any(
            one.set_id == at(set_.elements, 1) and one.verdict != "refused" for one in catalogue()
        )
        set_.codes.append("I6" if is_known else "1")
        set_.is_rejected = True
        self._group_is_wrong("2" if is_known else "1", is_error=True)

    def _set_closes(self) -> None:
        set_, self.set = self.set, None
        if set_ is None or self.group is None:
            return
        errors = [self._segment_error(one, [*units, *_unit(set_)]) for one, units in set_.found]
        errors.sort(key=lambda one: (one.position or 0, one.code == "8", one.loop, one.element))
        if any(finding.severity == ERROR for finding, _ in set_.found):
            set_.codes.append("5")
        code = "R" if set_.is_rejected else "E" if set_.is_noted else "A"
        self.group.sets.append(
            SetAck999(
                set_.position,
                at(self.group.elements, 6).strip(),
                at(set_.elements, 1),
                at(set_.elements, 2).strip(),
                code,
                tuple(dict.fromkeys(set_.codes))[:5],
                tuple(errors),
                at(set_.elements, 3).strip(),
            )
        )

    def _segment_error(self, one: Finding, units: list[str]) -> SegmentError:
        """IK3, IK4 and CTX of a finding."""
        contexts = [self._business_unit(text) for text in units[:1]]
        if one.rule in _DEMANDED:
            segment, loop = _DEMANDED[one.rule]
            contexts.append(_trigger(one))
            return SegmentError(segment, one.at.st_segment, loop, "I6", context=tuple(contexts))
        name = _NOT_IN_A_NAME.sub("", one.segment_id)[:3]
        error = SegmentError(
            name if len(name) > 1 else "ZZ", one.at.st_segment, one.loop, one.code or "8"
        )
        if not one.element:
            code = error.code if one.level < 3 else "I6" if one.code == "3" else "8"
            return msgspec.structs.replace(error, code=code, context=tuple(contexts))
        code = one.code or "I12"
        if one.level == 4:
            contexts.append(_trigger(one))
            code = _SITUATIONAL_CODES.get(code, code)
        return msgspec.structs.replace(
            error,
            code="8",
            element=one.element,
            component=one.component,
            repetition=one.repetition if one.repetition > 1 else 0,
            data_element=data_element(one.segment_id, one.element, one.component),
            element_code=code,
            bad_value=clean(one.value, self.delims)[:LONGEST_BAD_VALUE].strip(),
            context=tuple(contexts),
        )

    def _business_unit(self, text: str) -> str:
        name, _, number = text.partition(":")
        return f"{name}:{clean(clean(number), self.delims)[:35].strip()}"


def _unit(set_: _Set) -> list[str]:
    return [set_.unit] if set_.unit else []


def _trigger(one: Finding) -> str:
    """What made the missing thing necessary: CTX with segment, position, loop and element."""
    element = str(one.element) if one.element else ""
    if one.component:
        element += f":{one.component}"
    number = data_element(one.segment_id, one.element, one.component)
    parts = [one.segment_id, str(one.at.st_segment), one.loop[:4], element, number]
    return "*".join(("SITUATIONAL TRIGGER", *parts)).rstrip("*")


def _name_unit(set_: _Set, record: Record) -> None:
    """Tell what was found about a claim or a subscriber by the number the sender gave it."""
    if isinstance(record, Remit835):
        set_.unit = f"TRN02:{record.trace_number}" if record.trace_number else ""
    elif isinstance(record, Claim837):
        for finding, units in reversed(set_.found):
            if units:
                break
            at_segment = finding.at.segment
            if at_segment > record.end_segment or not record.claim_number:
                continue
            if at_segment >= record.at.segment:
                units.append(f"CLM01:{record.claim_number}")
            elif finding.loop.startswith(("2000B", "2010B")) and record.member_id:
                units.append(f"SUBSCRIBER NAME NM109:{record.member_id}")
