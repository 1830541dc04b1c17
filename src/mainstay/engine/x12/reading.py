"""From segments to records and findings: the envelope, and one transaction set after another.

Every transaction set stands alone: a broken one never loses its neighbours, and headers or
trailers that are missing, doubled or wrong are findings.
"""

from collections.abc import Callable, Iterator

from mainstay.engine.x12.builders.base import at
from mainstay.engine.x12.envelope import (
    GroupHeader,
    Interchange,
    check_group,
    check_header,
    choose_guide,
)
from mainstay.engine.x12.records import (
    Finding,
    InterchangeAck,
    Record,
    TransactionEnd,
    TransactionStart,
)
from mainstay.engine.x12.segments import Batch, SegmentStream
from mainstay.engine.x12.source import Source
from mainstay.engine.x12.transaction import Place
from mainstay.engine.x12.values import clock, day, short_day, whole
from mainstay.engine.x12.walk import GuidedTransactionSet, KeptTransactionSet, TransactionSet

CONTROLS_REMEMBERED = 100_000


def read(
    source: Source, *, on_finding: Callable[[Finding], None] | None = None
) -> Iterator[Record]:
    """The records of everything in `source`, in file order, as they are read.

    With `on_finding` everything is checked on the way (as `check` does) and each finding is
    handed over before the record it is about. Without, only the envelope and the values of the
    records are looked at, which is faster; TransactionEnd.errors counts what was looked at.

    Raises X12Error only: not X12 at all, or a limit. What came before it has been yielded.
    """
    for one in Reading(source, full=on_finding is not None).events():
        if not isinstance(one, Finding):
            yield one
        elif on_finding is not None:
            on_finding(one)


def check(source: Source) -> Iterator[Finding]:
    """Every finding of everything in `source`, in file order. Raises X12Error as `read` does."""
    for one in Reading(source, full=True).events():
        if isinstance(one, Finding):
            yield one


class Reading:
    """A source being read; `events` are its records and findings, in file order."""

    def __init__(self, source: Source, *, full: bool) -> None:
        self.full = full
        self.out: list[Record | Finding] = []
        self.place = Place(self.out)
        self.stream = SegmentStream(source, self._trouble)
        self.interchange: Interchange | None = None
        self.group: GroupHeader | None = None
        self.open: TransactionSet | None = None
        self.is_outside = False  # the last segment stood outside of a transaction set

    def events(self) -> Iterator[Record | Finding]:
        place = self.place
        for batch in self.stream.batches():
            place.enter(batch)
            if batch.header is None:
                yield from self._follow(batch)
            else:
                place.segment += 1
                self.envelope("ISA", batch.header)
                yield from self._released()
        place.enter(Batch(self.stream.ordinal + 1, self.stream.byte, []))
        place.segment += 1
        self._close_interchange()
        yield from self._released()

    def _follow(self, batch: Batch) -> Iterator[Record | Finding]:
        """Segment after segment, the body of a transaction set in as few steps as there can be."""
        place, out, separator = self.place, self.out, self.stream.delimiters.element
        numbered = enumerate(batch.texts, batch.ordinal)
        for place.segment, text in numbered:
            elements = text.split(separator)
            if self.open is not None and elements[0] not in _ENVELOPE:
                if not self.open.has_started:
                    self._start(self.open, elements)
                trailer = yield from self.open.take(text, numbered)
                if trailer:
                    self.envelope(trailer, trailer.split(separator))
            else:
                self.envelope(text, elements)
            if out:
                yield from out
                out.clear()

    def _released(self) -> Iterator[Record | Finding]:
        yield from self.out
        self.out.clear()

    def envelope(self, text: str, elements: list[str]) -> None:
        """A segment outside of a transaction set, or that opens or closes something."""
        id_ = elements[0]
        self.place.stand_at(id_)
        step = _ENVELOPE.get(id_)
        if step is not None:
            self.is_outside = False
            step(self, text, elements)
        elif not self.is_outside:
            self.is_outside = True
            self.place.report("segment-outside")

    def close_before(self, id_: str) -> None:
        """Close what cannot be open any more when this envelope segment comes."""
        match id_:
            case "ISA":
                self._close_interchange()
            case "GS" | "IEA":
                self._close_group()
            case "ST" | "GE":
                self._close_set()

    def _trouble(self, rule: str, ordinal: int, byte: int) -> None:
        """What the segment stream found between the segments."""
        if rule == "interchange-header":
            self._close_interchange()
        position = self.place.position_at(ordinal, byte)
        self.place.report(rule, at=position, loop="", segment_id="")

    # ISA .. IEA

    def _isa(self, _text: str, elements: list[str]) -> None:
        self._close_interchange()
        self.interchange = Interchange(elements)
        self.place.isa13 = self.interchange.control
        self.place.stand_at("ISA")
        check_header(self.place, elements, shared_repetition=self.stream.shared_repetition)

    def _iea(self, _text: str, elements: list[str]) -> None:
        self._close_group()
        place, interchange = self.place, self.interchange
        place.stand_at("IEA")
        if interchange is None:
            place.report("interchange-trailer-stray")
            return
        if whole(at(elements, 1).strip()) != interchange.groups:
            place.report(
                "interchange-count", element=1, value=at(elements, 1), actual=interchange.groups
            )
        if at(elements, 2).strip() != interchange.control:
            place.report("interchange-control", element=2, value=at(elements, 2))
        self.interchange = None
        place.isa13 = ""

    def _close_interchange(self) -> None:
        self._close_group()
        if self.interchange is not None:
            self.place.report("interchange-trailer-missing", segment_id="IEA")
        self.interchange = None
        self.place.isa13 = ""

    def _ta1(self, _text: str, elements: list[str]) -> None:
        note = whole(at(elements, 5))
        if at(elements, 4) not in ("A", "E", "R") or note is None or note > 31:
            self.place.report("interchange-ack", element=4)
        self.place.add(
            InterchangeAck(
                self.place.position(),
                at(elements, 1).strip(),
                short_day(at(elements, 2)),
                at(elements, 4),
                at(elements, 5),
                clock(at(elements, 3)),
            )
        )

    # GS .. GE

    def _gs(self, _text: str, elements: list[str]) -> None:
        self._close_group()
        place, group = self.place, GroupHeader(elements)
        self.group = group
        place.gs06 = group.control
        place.stand_at("GS")
        if len(elements) < 9 or not all(one.strip() for one in elements[1:9]):
            place.report("group-header-short")
        else:
            check_group(place, elements)
        if self.interchange is not None:
            self.interchange.groups += 1
            if not _is_new(group.control, self.interchange.group_controls):
                place.report("group-control-repeated", element=6, value=group.control)

    def _ge(self, _text: str, elements: list[str]) -> None:
        self._close_set()
        place, group = self.place, self.group
        place.stand_at("GE")
        if group is None or group.is_missing:
            place.report("group-trailer-stray")
        else:
            if whole(at(elements, 1).strip()) != group.sets:
                place.report("group-count", element=1, value=at(elements, 1), actual=group.sets)
            if _control(at(elements, 2)) != _control(group.control):
                place.report("group-control", element=2, value=at(elements, 2))
        self.group = None
        place.gs06 = ""

    def _close_group(self) -> None:
        self._close_set()
        if self.group is not None and not self.group.is_missing:
            self.place.report("group-trailer-missing", segment_id="GE")
        self.group = None
        self.place.gs06 = ""

    # ST .. SE

    def _st(self, _text: str, elements: list[str]) -> None:
        self._close_set()
        place = self.place
        errors_before = place.errors
        place.first, place.first_byte = place.segment, place.byte
        place.st02 = at(elements, 2).strip()
        place.stand_at("ST")
        group = self.group
        if group is None:
            group = self.group = GroupHeader([], is_missing=True)
            place.report("group-header-missing")
        group.sets += 1
        if not _is_new(place.st02, group.set_controls):
            place.report("set-control-repeated", element=2, value=place.st02)
        chosen = choose_guide(place, group, elements)
        delimiters = self.stream.delimiters
        if chosen.verdict == "read":
            self.open = GuidedTransactionSet(
                place, chosen, elements, delimiters, errors_before, full=self.full
            )
        else:
            is_checked = self.full and chosen.verdict == "kept"
            kind = KeptTransactionSet if is_checked else TransactionSet
            self.open = kind(place, chosen, elements, delimiters, errors_before)

    def _se(self, text: str, elements: list[str]) -> None:
        current, place = self.open, self.place
        if current is None:
            place.report("set-trailer-stray")
            return
        self._close_body(current, text, elements)
        place.stand_at("SE")
        segments = place.segment - place.first + 1
        if whole(at(elements, 1).strip()) != segments:
            place.report("set-count", element=1, value=at(elements, 1), actual=segments)
        if at(elements, 2).strip() != current.control.strip():
            place.report("set-control", element=2, value=at(elements, 2))
        self._end(current, is_complete=True)

    def _close_set(self) -> None:
        if self.open is not None:
            self._close_body(self.open, "", [])
            self.place.report("set-trailer-missing", segment_id="SE", loop="")
            self._end(self.open, is_complete=False)

    def _close_body(self, current: TransactionSet, text: str, elements: list[str]) -> None:
        if not current.has_started:
            self._start(current, elements)
        current.close(text, elements)

    def _start(self, current: TransactionSet, elements: list[str]) -> None:
        """The first segment after the ST is here: it may be a BHT that names the whole."""
        current.has_started = True
        is_named = elements[:1] == ["BHT"]
        group, interchange = self.group, self.interchange
        assert group is not None
        self.out.append(
            TransactionStart(
                self.place.position_of_set(),
                current.chosen.kind,
                current.chosen.version,
                interchange.sender if interchange else "",
                interchange.receiver if interchange else "",
                interchange.at if interchange else None,
                interchange is not None and interchange.test,
                group.sender,
                group.receiver,
                group.on,
                at(elements, 3) if is_named else "",
                day(at(elements, 4)) if is_named else None,
                current.chosen.verdict != "refused",
            )
        )

    def _end(self, current: TransactionSet, *, is_complete: bool) -> None:
        place = self.place
        self.out.append(
            TransactionEnd(
                place.position(),
                current.chosen.kind,
                place.segment - place.first + is_complete,
                is_complete,
                place.errors - current.errors_before,
                current.body.hexdigest(),
            )
        )
        self.open = None
        place.first, place.st02 = 0, ""


def _control(text: str) -> str:
    """GS06 and GE02 are numbers, so leading zeros say nothing (ISA13 has exactly nine digits)."""
    return text.strip().lstrip("0")


def _is_new(control: str, seen: set[str]) -> bool:
    """Whether it was not seen before, as far as memory may grow for that."""
    if control in seen:
        return False
    if len(seen) < CONTROLS_REMEMBERED:
        seen.add(control)
    return True


_ENVELOPE: dict[str, Callable[[Reading, str, list[str]], None]] = {
    "ISA": Reading._isa,
    "GS": Reading._gs,
    "ST": Reading._st,
    "SE": Reading._se,
    "GE": Reading._ge,
    "IEA": Reading._iea,
    "TA1": Reading._ta1,
}
