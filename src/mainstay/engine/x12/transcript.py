"""A transcript: what a file says, record after record, kept so that it need not be read again.

Each record is its length (four bytes, big-endian) and its MessagePack. A transcript is made from a
file and thrown away after use; it is never exchanged and has no version.
"""

import functools
import operator
import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from mainstay.engine.x12.records import Record

_LENGTH = struct.Struct(">I")
_encode = msgspec.msgpack.Encoder().encode


def frame(record: Record) -> bytes:
    """The bytes that stand for one record."""
    encoded = _encode(record)
    return _LENGTH.pack(len(encoded)) + encoded


def records(file: BinaryIO) -> Iterator[Record]:
    """The records of a transcript, one by one, equal to those that were written.

    Raises:
        ValueError: it is not a transcript, or it ends inside a record.
    """
    decode = _decoder().decode
    while head := file.read(_LENGTH.size):
        if len(head) < _LENGTH.size:
            raise ValueError("The transcript ends inside a length.")
        [length] = _LENGTH.unpack(head)
        encoded = file.read(length)
        if len(encoded) < length:
            raise ValueError("The transcript ends inside a record.")
        yield decode(encoded)


@functools.cache
def _decoder() -> "msgspec.msgpack.Decoder[Any]":
    """Takes any kind of record; they are told apart by the tag that each carries."""
    kinds = Record.__subclasses__()
    return msgspec.msgpack.Decoder(functools.reduce(operator.or_, kinds))
