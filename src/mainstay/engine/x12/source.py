"""Bytes from wherever they are: memory, a path, an open file; gzip is seen by its magic."""

import gzip
import io
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from mainstay.engine.x12.errors import X12Error

Source = bytes | bytearray | memoryview | str | os.PathLike[str] | BinaryIO

CHUNK = 1 << 18
GZIP_MAGIC = b"\x1f\x8b"


def chunks(source: Source) -> Iterator[bytes]:
    """The bytes of `source` in order. A file this function opened is closed at the end.

    Raises X12Error (code "gzip") for a damaged gzip stream; OSError as usual for a path.
    """
    with _opened(source) as file:
        head = file.read(CHUNK)
        if head.startswith(GZIP_MAGIC):
            yield from _unzipped(head, file)
            return
        while head:
            yield head
            head = file.read(CHUNK)


@contextmanager
def _opened(source: Source) -> Iterator[BinaryIO]:
    if isinstance(source, bytes | bytearray | memoryview):
        yield io.BytesIO(source)
    elif isinstance(source, str | os.PathLike):
        with Path(source).open("rb") as file:
            yield file
    else:
        yield source


def _unzipped(head: bytes, file: BinaryIO) -> Iterator[bytes]:
    try:
        with gzip.GzipFile(fileobj=_Rejoined(head, file)) as plain:
            while chunk := plain.read(CHUNK):
                yield chunk
    except (OSError, EOFError, zlib.error):
        raise X12Error("gzip", "The gzip stream is damaged or cut short.") from None


class _Rejoined(io.RawIOBase):
    """A stream whose first bytes were already read."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._head[: len(buffer)]
        if piece:
            self._head = self._head[len(piece) :]
        else:
            piece = self._rest.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)
