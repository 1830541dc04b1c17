"""One file into several: one for each transaction set, or for every so many claims of an 837."""

from collections.abc import Iterator

from mainstay.engine.x12.builders.base import at
from mainstay.engine.x12.delimiters import Delimiters
from mainstay.engine.x12.errors import X12Error
from mainstay.engine.x12.segments import SegmentStream
from mainstay.engine.x12.source import Source

_DEPTHS = {"20": 0, "22": 1, "23": 2}
_ENDS = ("SE", "GE", "IEA", "ISA", "GS", "ST")


def split(source: Source, *, claims: int = 0, isa13: int | None = None) -> Iterator[bytes]:
    """Interchanges of one transaction set each, with the envelope and delimiters they had.

    With `claims`, an 837 is cut further, after so many claims: each part repeats its header and
    the levels its claims stand below, with HL and SE counted anew. Control numbers stay as they
    are; with `isa13` the interchanges are numbered from there (a receiver refuses a number twice).
    TA1s are left out. In memory is one transaction set, or one part of it.

    Raises X12Error as `read` does, and ("split") for claims of anything but an 837.
    """
    number = isa13
    for part in _Splitting(source, claims).parts():
        envelope, body = part
        yield envelope.around(body, number)
        if number is not None:
            number += 1


class _Envelope:
    """The headers in force."""

    def __init__(self, header: list[str], delimiters: Delimiters) -> None:
        self.header = header
        self.delimiters = delimiters
        self.group = ""

    def around(self, body: list[str], number: int | None) -> bytes:
        separator, end = self.delimiters.element, self.delimiters.segment
        header = list(self.header)
        if number is not None:
            header[13] = f"{number:09}"
        lines = [separator.join(header)]
        if self.group:
            lines.append(self.group)
        lines += body
        control = at(self.group.split(separator), 6)
        if self.group:
            lines.append(separator.join(("GE", "1", control)))
        lines.append(separator.join(("IEA", "1" if self.group else "0", header[13])))
        return (end.join(lines) + end).encode("latin-1")


class _Splitting:
    def __init__(self, source: Source, claims: int) -> None:
        self.stream = SegmentStream(source, lambda *_: None)
        self.claims = claims
        self.open: _Whole | None = None

    def parts(self) -> Iterator[tuple[_Envelope, list[str]]]:
        envelope = _Envelope([], Delimiters())
        for batch in self.stream.batches():
            separator = self.stream.delimiters.element
            for text in batch.texts:
                id_ = text.partition(separator)[0]
                if id_ in _ENDS and self.open is not None:
                    for body in self.open.end(text if id_ == "SE" else ""):
                        yield envelope, body
                    self.open = None
                if batch.header is not None:
                    envelope = _Envelope(batch.header, self.stream.delimiters)
                elif id_ == "GS":
                    envelope.group = text
                elif id_ == "ST":
                    self.open = self._set(text)
                elif self.open is not None:
                    for body in self.open.take(text):
                        yield envelope, body
        if self.open is not None:
            for body in self.open.end(""):
                yield envelope, body

    def _set(self, header: str) -> "_Whole":
        delimiters = self.stream.delimiters
        if not self.claims:
            return _Whole(header, delimiters.element)
        if at(header.split(delimiters.element), 1) != "837":
            raise X12Error("split", "Only an 837 can be split by claims: leave the number out.")
        return _ByClaims(header, delimiters.element, self.claims)


class _Whole:
    """A transaction set as it is."""

    def __init__(self, header: str, separator: str) -> None:
        self.header = header
        self.separator = separator
        self.texts = [header]

    def take(self, text: str) -> Iterator[list[str]]:
        self.texts.append(text)
        yield from ()

    def end(self, trailer: str) -> Iterator[list[str]]:
        yield [*self.texts, trailer or self._trailer(self.texts)]

    def _trailer(self, texts: list[str]) -> str:
        control = at(self.header.split(self.separator), 2)
        return self.separator.join(("SE", str(len(texts) + 1), control))


class _Level:
    def __init__(self, elements: list[str]) -> None:
        self.elements = elements
        self.depth = _DEPTHS.get(at(elements, 3), len(_DEPTHS))
        self.texts: list[str] = []  # what follows its HL
        self.number = 0  # in the part at hand; 0 is not there yet
        self.place = 0


class _ByClaims(_Whole):
    """An 837, cut after every so many claims."""

    def __init__(self, header: str, separator: str, most: int) -> None:
        super().__init__(header, separator)
        self.most = most
        self.head = [header]
        self.path: list[_Level] = []
        self.target = self.head
        self._begin()

    def _begin(self) -> None:
        self.texts = list(self.head)
        self.count = 0
        self.levels = 0
        for level in self.path:
            level.number = 0

    def take(self, text: str) -> Iterator[list[str]]:
        elements = text.split(self.separator)
        if elements[0] == "HL":
            self._level(elements)
            return
        if elements[0] == "CLM":
            if self.count == self.most:
                yield [*self.texts, self._trailer(self.texts)]
                self._begin()
            if not self.count and not self.levels:
                self.texts = list(self.head)
            self._show_path()
            self.count += 1
            self.target = self.texts
        self.target.append(text)

    def end(self, trailer: str) -> Iterator[list[str]]:
        del trailer  # it counts another transaction set
        if self.count:
            yield [*self.texts, self._trailer(self.texts)]

    def _level(self, elements: list[str]) -> None:
        level = _Level(elements)
        self.path = [one for one in self.path if one.depth < level.depth]
        self.path.append(level)
        self.target = level.texts

    def _show_path(self) -> None:
        """Write the levels that the claim stands below, those that are not written yet."""
        above: _Level | None = None
        for level in self.path:
            if not level.number:
                self.levels += 1
                level.number, level.place = self.levels, len(self.texts)
                self.texts.append(self._hl(level, above, "0"))
                self.texts += level.texts
                if above is not None:
                    self.texts[above.place] = self._hl_with_child(above)
            above = level

    def _hl(self, level: _Level, above: _Level | None, child: str) -> str:
        parent = "" if above is None else str(above.number)
        code = at(level.elements, 3)
        return self.separator.join(("HL", str(level.number), parent, code, child))

    def _hl_with_child(self, level: _Level) -> str:
        head, _, _ = self.texts[level.place].rpartition(self.separator)
        return f"{head}{self.separator}1"
