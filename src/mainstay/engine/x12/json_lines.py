"""Records as lines of JSON, and back."""

import functools
import operator
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from mainstay.engine.x12.errors import X12Error
from mainstay.engine.x12.reading import read
from mainstay.engine.x12.records import Record, TransactionEnd, TransactionStart
from mainstay.engine.x12.source import Source

_encode = msgspec.json.Encoder().encode


def to_json(source: Source, *, envelope: bool = False) -> Iterator[str]:
    """A line for each record of `source`, as it is read; `record` in it names its kind.

    Amounts are whole cents, quantities thousandths, dates CCYY-MM-DD. With `envelope` also where
    each transaction set starts and ends. Raises X12Error as `read` does.
    """
    for record in read(source):
        if envelope or not isinstance(record, TransactionStart | TransactionEnd):
            yield _encode(record).decode()


def from_json(lines: Iterable[str | bytes]) -> Iterator[Record]:
    """The records that such lines say; blank lines are passed over.

    Raises X12Error ("json") with the number of the line that is none.
    """
    decode = _decoder().decode
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield decode(line)
        except msgspec.DecodeError as error:
            raise X12Error("json", f"Line {number} is no record: {_place(error)}") from None


def _place(error: msgspec.DecodeError) -> str:
    """What msgspec says, without a value of the line."""
    text = str(error)
    if "Invalid value" in text:
        text = "`record` must name a kind of record that `json` prints"
    return f"{text}."


@functools.cache
def _decoder() -> "msgspec.json.Decoder[Any]":
    return msgspec.json.Decoder(functools.reduce(operator.or_, Record.__subclasses__()))
