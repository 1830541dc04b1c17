"""Two files compared by what they say: records, not bytes; positions do not count."""

from collections.abc import Iterator
from typing import Any

import msgspec

from mainstay.engine.x12.reading import read
from mainstay.engine.x12.records import Record, TransactionEnd, TransactionStart
from mainstay.engine.x12.source import Source

POSITIONS = frozenset(("at", "segment", "at_segment", "end_segment", "ordinal"))
# What names a record of each kind, so that it is found again in the other file.
_KEYS = {
    "Claim837": ("claim_number",),
    "ClaimPayment835": ("claim_number", "status"),
    "Remit835": ("trace_number",),
    "SetAck999": ("group_control", "set_control"),
    "GroupAck999": ("group_control",),
    "BatchStatus277": ("level", "reference"),
    "ClaimStatus277": ("claim_number",),
    "InterchangeAck": ("isa13",),
}


class Difference(msgspec.Struct, frozen=True):
    """What differs: a record only one file has, or a field (a path such as lines.0.charge_cents).

    `record` and `key` name the record, `number` tells apart several of one name (from 1).
    """

    record: str
    key: str
    number: int
    what: str  # only_left, only_right, changed
    field: str = ""
    left: Any = None
    right: Any = None


def meaning(record: Record) -> dict[str, Any]:
    """The record as plain values, without where it stands in its file."""
    plain: dict[str, Any] = _without_positions(msgspec.to_builtins(record))
    return plain


def diff(left: Source, right: Source) -> Iterator[Difference]:
    """How what two files say differs. The order of their records and their envelopes do not count.

    Raises X12Error as `read` does. The left file is held in memory.
    """
    unmatched = {name: meaning(record) for name, record in _named(left)}
    for name, record in _named(right):
        ours = unmatched.pop(name, None)
        if ours is None:
            yield Difference(*name, "only_right")
        else:
            for path, one, other in _changes("", ours, meaning(record)):
                yield Difference(*name, "changed", path, one, other)
    for name in unmatched:
        yield Difference(*name, "only_left")


def _named(source: Source) -> Iterator[tuple[tuple[str, str, int], Record]]:
    seen: dict[tuple[str, str], int] = {}
    for record in read(source):
        if isinstance(record, TransactionStart | TransactionEnd):
            continue
        kind = type(record).__name__
        key = " ".join(str(getattr(record, field)) for field in _KEYS.get(kind, ()))
        number = seen[kind, key] = seen.get((kind, key), 0) + 1
        yield (kind, key, number), record


def _without_positions(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_positions(one) for k, one in value.items() if k not in POSITIONS}
    if isinstance(value, list | tuple):
        return [_without_positions(one) for one in value]
    return value


def _changes(path: str, left: Any, right: Any) -> Iterator[tuple[str, Any, Any]]:
    """The innermost values that differ."""
    if left == right:
        return
    if isinstance(left, dict) and isinstance(right, dict):
        for name in left | right:
            yield from _changes(_join(path, name), left.get(name), right.get(name))
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        for at, (one, other) in enumerate(zip(left, right, strict=True)):
            yield from _changes(_join(path, str(at)), one, other)
    else:
        yield path, left, right


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
