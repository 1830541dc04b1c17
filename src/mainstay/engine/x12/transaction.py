"""Where reading is, what was found there, and the hash of a transaction set's body."""

import hashlib
import re
from collections import deque
from collections.abc import Callable
from functools import lru_cache

from mainstay.engine.x12.delimiters import Delimiters
from mainstay.engine.x12.guide import Definition
from mainstay.engine.x12.records import Finding, Position, Record
from mainstay.engine.x12.rules import ERROR, RULES
from mainstay.engine.x12.segments import Batch

STARTS_REMEMBERED = 65_536  # segments, and bytes of their texts
BYTES_REMEMBERED = 1 << 20
TEXTS_BEFORE_DIGEST = 512

ELEMENT, COMPONENT, REPETITION, TERMINATOR = "\x1d", "\x1f", "\x1e", "\x1c"
# Each alternative starts only where a run of separators does, so a long run is read once.
_EMPTY_TAILS = re.compile(
    f"(?<![{ELEMENT}{REPETITION}{COMPONENT}])[{ELEMENT}{REPETITION}{COMPONENT}]++(?={TERMINATOR})"
    f"|(?<![{REPETITION}{COMPONENT}])[{REPETITION}{COMPONENT}]++(?={ELEMENT})"
    f"|(?<!{COMPONENT}){COMPONENT}++(?={REPETITION})".encode()
)
_A_REPETITION = REPETITION.encode()
_AN_ELEMENT_TAIL = (ELEMENT + TERMINATOR).encode()
_A_COMPONENT_TAIL = (COMPONENT + ELEMENT).encode()
_A_LAST_COMPONENT_TAIL = (COMPONENT + TERMINATOR).encode()


class Place:
    """Where reading is; findings and records take their position from it."""

    def __init__(self, out: list[Record | Finding]) -> None:
        self.out = out
        self.isa13 = ""
        self.gs06 = ""
        self.st02 = ""
        self.first = 0  # ordinal of the ST, 0 outside of one
        self.first_byte = 0
        self.segment = 0
        self.batch = Batch(1, 0, [])  # at hand
        self._earlier: deque[Batch] = deque()  # those that hold the newest segments before it
        self.definition: Definition | None = None  # what the segment is in its guide
        self._segment_id = ""
        self._loop = ""
        self.errors = 0
        self.inspect: Callable[[Record], None] | None = None

    def add(self, record: Record) -> None:
        """A record is complete; what is found about it comes before it."""
        if self.inspect is not None:
            self.inspect(record)
        self.out.append(record)

    def enter(self, batch: Batch) -> None:
        """Before the first segment of a batch. A long record may forget where it began."""
        earlier = self._earlier
        earlier.append(self.batch)
        while earlier and (
            batch.ordinal - earlier[0].ordinal > STARTS_REMEMBERED
            or batch.byte - earlier[0].byte > BYTES_REMEMBERED
        ):
            earlier.popleft()
        self.batch = batch
        self.segment = batch.ordinal - 1

    @property
    def byte(self) -> int:
        return self.batch.byte_of(self.segment)

    def stand_at(self, segment_id: str, loop: str = "") -> None:
        """At a segment that has no definition: of the envelope, or out of place."""
        self.definition = None
        self._segment_id = segment_id
        self._loop = loop

    @property
    def segment_id(self) -> str:
        return self.definition.segment if self.definition else self._segment_id

    @property
    def loop(self) -> str:
        return self.definition.loop.id if self.definition else self._loop

    def position(self) -> Position:
        segment = self.segment
        return self.position_at(segment, self.batch.byte_of(segment))

    def position_of_set(self) -> Position:
        """Where the ST stands."""
        return self.position_at(self.first, self.first_byte)

    def position_of(self, segment: int) -> Position:
        """Where a segment of the record at hand stands."""
        if segment >= self.batch.ordinal:
            return self.position_at(segment, self.batch.byte_of(segment))
        for batch in reversed(self._earlier):
            if segment >= batch.ordinal:
                return self.position_at(segment, batch.byte_of(segment))
        return self.position_at(segment, self.byte)

    def position_at(self, segment: int, byte: int) -> Position:
        in_set = segment - self.first + 1 if self.first else 0
        return Position(self.isa13, self.gs06, self.st02, segment, in_set, byte)

    def has_finding_at(self, element: int) -> bool:
        """Whether this element of this segment was found wrong already."""
        return any(
            isinstance(one, Finding) and one.at.segment == self.segment and one.element == element
            for one in self.out
        )

    def report(
        self,
        rule_id: str,
        *,
        at: Position | None = None,
        loop: str | None = None,
        segment_id: str | None = None,
        element: int = 0,
        component: int = 0,
        repetition: int = 0,
        value: str = "",
        code: str = "",
        **words: object,
    ) -> None:
        """Add a finding: of this segment unless told otherwise. `words` fill the sentence."""
        rule = RULES[rule_id]
        segment_id = self.segment_id if segment_id is None else segment_id
        loop = self.loop if loop is None else loop
        words |= {
            "loop": loop,
            "element": element,
            "segment": segment_id,
            "place": element_name(segment_id, element, component),
        }
        if rule.severity == ERROR:
            self.errors += 1
        self.out.append(
            Finding(
                at=at or self.position(),
                rule=rule.id,
                level=rule.level,
                severity=rule.severity,
                sentence=rule.sentence.format_map(words),
                code=code or rule.code.format_map(words),
                loop=loop,
                segment_id=segment_id,
                element=element,
                component=component,
                repetition=repetition,
                value=value,
            )
        )


def element_name(segment_id: str, element: int, component: int = 0) -> str:
    """ "CLM05-3", as people say it."""
    if not element:
        return segment_id
    return f"{segment_id}{element:02}-{component}" if component else f"{segment_id}{element:02}"


class BodyHash:
    """SHA-256 of a body whatever its delimiters, line breaks, empty tails and control numbers.

    ST02, SE and DTM*405 (the production date of an 835) are left out (RELIABILITY 4), so the same
    advice sent again in a new envelope has the same hash.
    """

    def __init__(self, delimiters: Delimiters, st01: str, st03: str) -> None:
        self._hash = hashlib.sha256()
        self._table = _neutral_delimiters(delimiters)
        self._production_date = "DTM" + delimiters.element + "405" if st01 == "835" else ""
        header = ("ST", st01, "", st03) if st03 else ("ST", st01)
        self.texts: list[str] = [delimiters.element.join(header)]

    def add(self, texts: list[str]) -> None:
        """The next segments. They are digested now and then, so that memory stays bounded."""
        self.texts += texts
        if len(self.texts) >= TEXTS_BEFORE_DIGEST:
            self.digest()

    def digest(self) -> None:
        """Take in the texts added so far."""
        texts = self.texts
        if self._production_date:
            self._leave_out(self._production_date)
        texts.append("")
        body = TERMINATOR.join(texts).encode("latin-1").translate(self._table)
        if _has_empty_tail(body):
            body = _EMPTY_TAILS.sub(b"", body)
        self._hash.update(body)
        texts.clear()

    def _leave_out(self, beginning: str) -> None:
        """Drop the texts that begin so. Most often it is one, and among the first."""
        texts = self.texts
        times = TERMINATOR.join(texts).count(beginning)
        if times == 1:
            for index, text in enumerate(texts):
                if text.startswith(beginning):
                    del texts[index]
                    break
        elif times:
            texts[:] = [one for one in texts if not one.startswith(beginning)]

    def hexdigest(self) -> str:
        self.digest()
        return self._hash.hexdigest()


@lru_cache(maxsize=64)
def _neutral_delimiters(delimiters: Delimiters) -> bytes:
    """The table that turns a file's own separators into those of the hash."""
    own = delimiters.element + delimiters.component + delimiters.repetition
    neutral = (ELEMENT + COMPONENT + REPETITION)[: len(own)]
    return bytes.maketrans(own.encode("latin-1"), neutral.encode())


def _has_empty_tail(body: bytes) -> bool:
    """A repetition is so seldom that its tails are not worth looking for one by one."""
    return (
        _A_REPETITION in body
        or _AN_ELEMENT_TAIL in body
        or _A_COMPONENT_TAIL in body
        or _A_LAST_COMPONENT_TAIL in body
    )
