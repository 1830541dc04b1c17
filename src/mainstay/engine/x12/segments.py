"""Bytes to segments: each interchange by its own delimiters, one pass, bounded memory."""

import re
from collections.abc import Callable, Iterator
from itertools import accumulate, count

from mainstay.engine.x12.delimiters import LONGEST_HEADER, Delimiters, Header, read_header
from mainstay.engine.x12.errors import X12Error
from mainstay.engine.x12.source import CHUNK, Source, chunks

LONGEST_SEGMENT = 65_536
BLANKS = " \t\r\n"
PADDING = "\x00\x1a"
LONGEST_INDENT = 40
UTF8_MARK = "\xef\xbb\xbf"


class Batch:
    """Segments that follow each other: texts without line breaks, and where each one begins.

    An ISA comes alone; `header` are its elements as read, else None.
    """

    __slots__ = ("_asked", "_byte", "_starts", "byte", "header", "ordinal", "texts")

    def __init__(
        self,
        ordinal: int,
        byte: int,
        texts: list[str],
        *,
        header: list[str] | None = None,
        starts: list[int] | None = None,
    ) -> None:
        self.ordinal = ordinal  # of the first, 1-based in the file
        self.byte = byte  # where the first begins
        self.texts = texts
        self.header = header
        self._starts = starts  # None where nothing but terminators lies between the segments
        self._asked, self._byte = 0, byte  # the newest segment that was asked for

    def byte_of(self, ordinal: int) -> int:
        """Where a segment begins. Few are asked for, so bytes are counted only up to those."""
        index = ordinal - self.ordinal
        if self._starts is None:
            if index >= self._asked:
                between = self.texts[self._asked : index]
                self._byte += sum(map(len, between)) + len(between)
                self._asked = index
                return self._byte
            self._starts = self.starts()
        return self._starts[index]

    def starts(self) -> list[int]:
        """Where each segment begins."""
        if self._starts is not None:
            return self._starts
        return list(accumulate((len(one) + 1 for one in self.texts), initial=self.byte))


Segment = tuple[int, int, str, list[str]]
"""1-based ordinal in the file, byte offset, text without line breaks, elements (0 is the id)."""

Trouble = Callable[[str, int, int], None]
"""Told of (rule, ordinal, byte) for what is odd between the segments."""

# A header that follows a broken neighbour starts anywhere; six fields in a row betray it
# (a contact called LISA has no two digits behind her name).
_STRAY_HEADER = re.compile(
    r"ISA([^\w\s])[0-9]{2}\1[\s\S]{0,16}?\1[0-9]{2}\1[\s\S]{0,16}?\1[\s\S]{2}\1[\s\S]{1,40}?\1"
)


class SegmentStream:
    """The segments of a source, once, one by one or in batches. `delimiters` are those in force.

    Raises X12Error: "empty", "not_x12", "isa" (the first one unreadable), "segment_too_long".
    """

    def __init__(self, source: Source, trouble: Trouble) -> None:
        self._chunks = chunks(source)
        self._trouble = trouble
        self._text = ""
        self._at = 0  # everything before this place in _text is done with
        self._dropped = 0  # bytes of the file before _text
        self._ended = False
        self._ordinal = 0
        self.delimiters = Delimiters()
        self.shared_repetition = False

    @property
    def byte(self) -> int:
        """How far the file has been read."""
        return self._dropped + self._at

    @property
    def ordinal(self) -> int:
        """The ordinal of the newest segment."""
        return self._ordinal

    def __iter__(self) -> Iterator[Segment]:
        for batch in self.batches():
            for ordinal, start, text in zip(count(batch.ordinal), batch.starts(), batch.texts):
                yield ordinal, start, text, batch.header or text.split(self.delimiters.element)

    def batches(self) -> Iterator[Batch]:
        """As many segments at a time as are read at once; nothing odd lies within a batch."""
        self._seek_start()
        while self._at < len(self._text):
            header = self._header()
            if header is not None:
                self.delimiters = header.delimiters
                self.shared_repetition = header.shared_repetition
                yield Batch(self._ordinal, self.byte, ["ISA"], header=header.elements)
                self._at += header.end
            yield from self._until_next_header()

    def _seek_start(self) -> None:
        self._fill(LONGEST_HEADER)
        if self._text.startswith(UTF8_MARK):
            self._at = len(UTF8_MARK)
        self._skip_blanks()
        while not self._ended and self._at == len(self._text):
            self._fill(LONGEST_HEADER)
            self._skip_blanks()
        if self._at == len(self._text):
            raise X12Error("empty", "There is nothing in this file.", 0, self.byte)
        self._fill(LONGEST_HEADER)
        if not self._text.startswith("ISA", self._at) or self._text[self._at + 3 :][:1].isalnum():
            raise X12Error(
                "not_x12", "This is not X12: an interchange starts with an ISA.", 0, self.byte
            )

    def _header(self) -> Header | None:
        self._ordinal += 1
        self._fill(LONGEST_HEADER)
        start = self._at
        try:
            return read_header(self._text[start : start + LONGEST_HEADER], self._ordinal, self.byte)
        except X12Error:
            if self._ordinal == 1:
                raise
            self._trouble("interchange-header", self._ordinal, self.byte)
            end = self._text.find(self.delimiters.segment, start, start + LONGEST_HEADER)
            self._at = end + 1 if end >= 0 else start + len("ISA")
            return None

    def _until_next_header(self) -> Iterator[Batch]:
        while True:
            cut, certain = self._next_header()
            text = self._text[self._at : cut]
            pieces = text.split(self.delimiters.segment)
            rest = pieces.pop()
            if pieces:
                yield from self._segments(text, pieces)
            self._at = cut - len(rest)
            if certain:
                self._unterminated(rest)
                self._at = cut
                return
            if self._ended:
                yield from self._last(rest)
                self._at = len(self._text)
                return
            self._skip_blanks()
            if len(rest.lstrip(BLANKS)) > LONGEST_SEGMENT:
                raise self._too_long(self._ordinal + 1, self.byte)
            self._fill(LONGEST_SEGMENT + CHUNK)

    def _segments(self, text: str, pieces: list[str]) -> Iterator[Batch]:
        has_breaks = self._has_breaks(text)
        if has_breaks or "" in pieces or self._has_too_long(text, pieces):
            yield from self._odd_segments(pieces, has_breaks=has_breaks)
            return
        first = self._ordinal + 1
        self._ordinal += len(pieces)
        yield Batch(first, self.byte, pieces)

    def _has_too_long(self, text: str, pieces: list[str]) -> bool:
        """None is, where every half of the longest has a terminator; only else they are measured."""
        half, end = LONGEST_SEGMENT // 2, self.delimiters.segment
        if all(text.find(end, at, at + half) >= 0 for at in range(0, len(text), half)):
            return False
        return max(map(len, pieces)) > LONGEST_SEGMENT

    def _odd_segments(self, pieces: list[str], *, has_breaks: bool) -> Iterator[Batch]:
        """Pieces with line breaks, or with something between them that is no segment."""
        byte = self.byte
        texts: list[str] = []
        starts: list[int] = []
        in_gap = False
        for piece in pieces:
            text, start = piece, byte
            byte += len(piece) + 1
            if has_breaks:
                text = piece.lstrip(BLANKS)
                start += len(piece) - len(text)
                if "\n" in text or "\r" in text:
                    text = text.replace("\r", "").replace("\n", "")
            if not text:
                if not in_gap and self.delimiters.segment not in BLANKS:
                    yield from self._laid_out(texts, starts)
                    texts, starts = [], []
                    self._trouble("segment-empty", self._ordinal, start)
                in_gap = True
                continue
            if len(text) > LONGEST_SEGMENT:
                yield from self._laid_out(texts, starts)
                raise self._too_long(self._ordinal + 1, start)
            in_gap = False
            self._ordinal += 1
            starts.append(start)
            texts.append(text)
        yield from self._laid_out(texts, starts)

    def _laid_out(self, texts: list[str], starts: list[int]) -> Iterator[Batch]:
        """The newest segments, if there are any, with where each begins."""
        if texts:
            yield Batch(self._ordinal - len(texts) + 1, starts[0], texts, starts=starts)

    def _last(self, rest: str) -> Iterator[Batch]:
        """The final terminator is often missing; anything but an IEA may be cut, so is not used."""
        text = rest.strip(BLANKS)
        if text.startswith("IEA" + self.delimiters.element):
            self._ordinal += 1
            self._trouble("terminator-missing", self._ordinal, self.byte)
            yield Batch(self._ordinal, self.byte, [text])
        else:
            self._unterminated(rest)

    def _unterminated(self, rest: str) -> None:
        if rest.strip(BLANKS + PADDING):
            self._trouble("segment-unterminated", self._ordinal + 1, self.byte)

    def _next_header(self) -> tuple[int, bool]:
        """Where the next interchange starts (True), or up to where there surely is none (False)."""
        text = self._text
        at = text.find("ISA", self._at)
        while at >= 0:
            if not self._ended and at + LONGEST_HEADER > len(text):
                return at, False
            if self._starts_interchange(at):
                return at, True
            at = text.find("ISA", at + 3)
        if not self._ended and text.endswith(("I", "IS")):
            return text.rindex("I"), False
        return len(text), False

    def _starts_interchange(self, at: int) -> bool:
        before = self._text[max(self._at, at - LONGEST_INDENT) : at]
        solid = before.rstrip(BLANKS)
        terminator = self.delimiters.segment
        if not solid or solid.endswith(terminator) or terminator in before[len(solid) :]:
            after = self._text[at + 3 : at + 4]
            return not after.isalnum() and after not in BLANKS
        return _STRAY_HEADER.match(self._text, at) is not None

    def _has_breaks(self, text: str) -> bool:
        """Whether anything but the terminators lays the text out: line breaks, indentation."""
        end = self.delimiters.segment
        return (
            text.startswith((" ", "\t"))
            or "\n" in text
            or "\r" in text
            or end + " " in text
            or ("\t" in text and end + "\t" in text)
        )

    def _skip_blanks(self) -> None:
        rest = self._text[self._at :]
        self._at += len(rest) - len(rest.lstrip(BLANKS))

    def _fill(self, ahead: int) -> None:
        """Have `ahead` characters in front of us, or all there are."""
        if self._ended or len(self._text) - self._at >= ahead:
            return
        parts = [self._text[self._at :]]
        have = len(parts[0])
        while have < ahead:
            chunk = next(self._chunks, b"")
            if not chunk:
                self._ended = True
                break
            parts.append(chunk.decode("latin-1"))
            have += len(chunk)
        self._dropped += self._at
        self._at = 0
        self._text = "".join(parts)

    @staticmethod
    def _too_long(ordinal: int, byte: int) -> X12Error:
        return X12Error(
            "segment_too_long", "A segment is longer than 64 KB; no end was found.", ordinal, byte
        )
