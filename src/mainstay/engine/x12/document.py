"""A file as its segments, for edits: what is not changed is written back byte for byte."""

from collections.abc import Iterator
from typing import NamedTuple

from mainstay.engine.x12.builders.base import at
from mainstay.engine.x12.delimiters import LONGEST_HEADER, Delimiters, read_header
from mainstay.engine.x12.errors import X12Error
from mainstay.engine.x12.segments import BLANKS, SegmentStream
from mainstay.engine.x12.source import Source, chunks
from mainstay.engine.x12.writer import Element, segment

# Which trailer counts what an envelope segment or the segments of a set are counted by.
_COUNTED_BY = {"ST": "GE", "SE": "SE", "GS": "IEA"}
_ENVELOPE = frozenset(("ISA", "GS", "ST", "SE", "GE", "IEA"))
_COUNTS = {"SE": "ST", "GE": "GS", "IEA": "ISA"}


class SetSpan(NamedTuple):
    """A transaction set of a document: `first` is the index of its ST, `last` of its SE."""

    st01: str
    st02: str
    first: int
    last: int


class _Piece:
    """A segment as it stands in the file: its text, then terminator and line breaks."""

    __slots__ = ("delimiters", "tail", "text")

    def __init__(self, text: str, tail: str, delimiters: Delimiters) -> None:
        self.text = text
        self.tail = tail
        self.delimiters = delimiters

    @property
    def id(self) -> str:
        return self.text.partition(self.delimiters.element)[0]

    @property
    def elements(self) -> list[str]:
        return self.text.replace("\r", "").replace("\n", "").split(self.delimiters.element)


class Document:
    """All of a file in memory. Segments are numbered from 0; elements as the guides count them.

    `bytes(document)` is the file, without gzip. Raises X12Error as `read` does.
    """

    def __init__(self, source: Source) -> None:
        raw = b"".join(chunks(source))
        text = raw.decode("latin-1")
        starts, kinds = _segment_starts(raw)
        self._head = text[: starts[0]]
        ends = [*starts[1:], len(text)]
        self._pieces = [
            _piece(text[start:end], delimiters)
            for start, end, delimiters in zip(starts, ends, kinds, strict=True)
        ]

    def __len__(self) -> int:
        return len(self._pieces)

    def __bytes__(self) -> bytes:
        parts = [self._head]
        for one in self._pieces:
            parts += (one.text, one.tail)
        return "".join(parts).encode("latin-1")

    def __getitem__(self, index: int) -> list[str]:
        """The elements of a segment, its id first; components are not taken apart."""
        return self._pieces[index].elements

    def find(self, *ids: str, start: int = 0) -> Iterator[int]:
        """Where segments of these ids stand."""
        for index in range(start, len(self._pieces)):
            if self._pieces[index].id in ids:
                yield index

    @property
    def sets(self) -> list[SetSpan]:
        """Every transaction set; one without SE ends before the next envelope segment."""
        found = []
        open_at = -1
        for index in range(len(self._pieces)):
            id_ = self._pieces[index].id
            if id_ not in _ENVELOPE:
                continue
            if open_at >= 0:
                found.append(self._span(open_at, index if id_ == "SE" else index - 1))
            open_at = index if id_ == "ST" else -1
        if open_at >= 0:
            found.append(self._span(open_at, len(self._pieces) - 1))
        return found

    def _span(self, first: int, last: int) -> SetSpan:
        header = self[first]
        return SetSpan(at(header, 1), at(header, 2), first, last)

    def component(self, index: int, element: int, component: int) -> str:
        """A component of an element, from 1; "" where it is not sent."""
        parts = at(self[index], element).split(self._pieces[index].delimiters.component)
        return at(parts, component - 1)

    def change(self, index: int, element: int, value: Element, *, component: int = 0) -> None:
        """Give an element (or one of its components) another value, and leave all others alone.

        An element of an ISA keeps its width. Raises X12Error: "delimiter", "character" (the value
        would end the element), "delimiters" (ISA11 and ISA16 say what the others are).
        """
        piece = self._pieces[index]
        elements = piece.elements
        text = _rendered(piece.delimiters, elements[0], element, value)
        if elements[0] == "ISA":
            text = _fixed(elements, element, text)
        self.change_as_is(index, element, text, component=component)

    def change_as_is(self, index: int, element: int, text: str, *, component: int = 0) -> None:
        """As `change`, with text that is known to fit: nothing is looked at."""
        piece = self._pieces[index]
        elements = piece.elements
        elements += [""] * (element + 1 - len(elements))
        if component:
            parts = elements[element].split(piece.delimiters.component)
            parts += [""] * (component - len(parts))
            parts[component - 1] = text
            text = piece.delimiters.component.join(parts)
        elements[element] = text
        piece.text = piece.delimiters.element.join(elements)

    def insert(self, index: int, id_: str, *elements: Element) -> None:
        """A new segment before the one at `index`; the trailer that counts it is set right."""
        near = self._pieces[max(index - 1, 0)]
        text = segment(near.delimiters, id_, *elements)
        self._pieces.insert(index, _Piece(text, near.tail, near.delimiters))
        self._recount(index, id_)

    def remove(self, index: int) -> None:
        """Take a segment out; the trailer that counted it is set right."""
        id_ = self[index][0]
        del self._pieces[index]
        self._recount(index, id_)

    def remove_set(self, span: SetSpan) -> None:
        """Take a whole transaction set out; GE01 is set right."""
        del self._pieces[span.first : span.last + 1]
        self._recount(span.first, "ST")

    def _recount(self, index: int, id_: str) -> None:
        if id_ in ("GE", "IEA", "ISA", "TA1"):
            return
        trailer = _COUNTED_BY.get(id_, "SE")
        header = _COUNTS[trailer]
        at_trailer = next(self.find(trailer, start=index), -1)
        before = [place for place in self.find(header) if place < at_trailer]
        if at_trailer < 0 or not before:
            return
        if trailer == "SE":
            count = at_trailer - before[-1] + 1
        else:
            counted = "ST" if trailer == "GE" else "GS"
            count = sum(before[-1] < place < at_trailer for place in self.find(counted))
        self.change(at_trailer, 1, count)


def _segment_starts(raw: bytes) -> tuple[list[int], list[Delimiters]]:
    stream = SegmentStream(raw, lambda *_: None)
    starts: list[int] = []
    kinds: list[Delimiters] = []
    for _, byte, _, _ in stream:
        starts.append(byte)
        kinds.append(stream.delimiters)
    return starts, kinds


def _piece(raw: str, delimiters: Delimiters) -> _Piece:
    """Cut where the segment ends: after its last character that is neither terminator nor blank."""
    if raw.startswith("ISA") and raw[3:4] == delimiters.element:
        end = read_header(raw[:LONGEST_HEADER], 1, 0).end
        end -= len(raw[:end]) - len(raw[: end - 1].rstrip("\r\n"))
    else:
        end = raw.find(delimiters.segment)
        end = len(raw.rstrip(BLANKS)) if end < 0 else end
    return _Piece(raw[:end], raw[end:], delimiters)


def _rendered(delims: Delimiters, id_: str, element: int, value: Element) -> str:
    before = [""] * (element - 1)
    text = segment(delims, id_, *before, value)
    return text[len(id_) + element :]


def _fixed(elements: list[str], element: int, text: str) -> str:
    if element in (11, 16):
        raise X12Error("delimiters", "ISA11 and ISA16 tell the delimiters and cannot be changed.")
    width = len(at(elements, element))
    if len(text) > width:
        raise X12Error("range", f"ISA{element:02} has {width} characters.")
    return text.ljust(width)
