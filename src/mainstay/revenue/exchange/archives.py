"""Open what files come wrapped in: .gz and .zip, within limits that no bomb passes. Pure."""

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from mainstay.revenue.exchange.errors import BadArchive

MAX_ENTRIES = 1_000
MAX_BYTES_OUT = 500 * 1024 * 1024
MAX_RATIO = 100
RATIO_FLOOR = 1024 * 1024  # a small file may compress well; only large results can hurt
CHUNK = 1024 * 1024


def kind_of(path: Path) -> str:
    """ "gz", "zip" or "" by the first bytes, never by the name."""
    with path.open("rb") as file:
        start = file.read(4)
    if start[:2] == b"\x1f\x8b":
        return "gz"
    return "zip" if start == b"PK\x03\x04" else ""


def members(path: Path, name: str) -> Iterator[tuple[str, bytes]]:
    """The files inside, as (name, content). One level only: an archive in an archive is a file.

    Raises:
        BadArchive: too many entries, too large, compressed beyond belief, damaged, encrypted, or
            with a path that points outside.
    """
    if kind_of(path) == "gz":
        yield name.removesuffix(".gz"), _gunzip(path)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            yield from _zip_members(archive, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise BadArchive(f"The archive is damaged ({error}). Ask for it again.") from error


def _gunzip(path: Path) -> bytes:
    try:
        with gzip.open(path, "rb") as stream:
            return _bounded(stream, path.stat().st_size, MAX_BYTES_OUT)
    except (OSError, EOFError, zlib.error) as error:
        raise BadArchive(f"The .gz file is damaged ({error}). Ask for it again.") from error


def _zip_members(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, bytes]]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MAX_ENTRIES:
        raise BadArchive(
            f"The archive holds {len(entries):,} files; up to {MAX_ENTRIES:,} are opened at once."
            " Split it and drop the parts."
        )
    left = MAX_BYTES_OUT
    for entry in entries:
        _refuse_unsafe(entry)
        with archive.open(entry) as stream:
            content = _bounded(stream, entry.compress_size, left)
        left -= len(content)
        yield f"{name}!{entry.filename}", content


def _refuse_unsafe(entry: zipfile.ZipInfo) -> None:
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    is_link = (entry.external_attr >> 16) & 0o170000 == 0o120000
    if path.is_absolute() or ".." in path.parts or is_link:
        raise BadArchive("The archive holds a path that points outside itself. It was not opened.")
    if entry.flag_bits & 0x1:
        raise BadArchive("The archive is locked with a password. Unlock it and drop the files.")


def _bounded(stream: IO[bytes] | gzip.GzipFile, compressed: int, left: int) -> bytes:
    """Read all, but stop at the limits rather than at the end of memory."""
    out = bytearray()
    while chunk := stream.read(CHUNK):
        out += chunk
        if len(out) > left:
            raise BadArchive(
                f"The archive unpacks to more than {MAX_BYTES_OUT // 1024**2} MB. It was not opened."
            )
        if len(out) > RATIO_FLOOR and len(out) > MAX_RATIO * max(compressed, 1):
            raise BadArchive(
                f"The archive unpacks to more than {MAX_RATIO} times its size, as harmful files do."
                " It was not opened."
            )
    return bytes(out)
