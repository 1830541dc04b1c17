"""What reading a file found: the plain values that pass between the reader process and us."""

import msgspec

MAX_FINDINGS_KEPT = 200


class PartFound(msgspec.Struct, frozen=True):
    """Records of one kind of work in a file. ``sort_on`` is ISO text: BHT04, BPR16 or the file's."""

    kind: str
    sort_on: str
    records: int


class FindingKept(msgspec.Struct, frozen=True):
    """One finding, as the inbox shows it."""

    severity: str
    rule: str
    segment: int | None
    place: str
    sentence: str


class Reading(msgspec.Struct, frozen=True):
    """The outcome of reading one file: its state, and why if it is not *parsed*."""

    state: str
    kind: str = ""
    reason: str = ""
    segment: int | None = None
    byte: int | None = None
    segments: int = 0
    claims: int = 0
    errors: int = 0
    warnings: int = 0
    note: str = ""
    parts: tuple[PartFound, ...] = ()
    findings: tuple[FindingKept, ...] = ()
    payees: tuple[tuple[str, str], ...] = ()


def to_bytes(reading: Reading) -> bytes:
    """One line of JSON."""
    return msgspec.json.encode(reading)


def from_bytes(line: bytes | str) -> Reading:
    """The reading in one line of JSON.

    Raises:
        msgspec.DecodeError: the line is not a reading.
    """
    return msgspec.json.decode(line, type=Reading)
