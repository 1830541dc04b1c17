"""The file store: a folder in which a file's name is the hash of its bytes. No database.

Written to a draft, synced, renamed, the folder synced: after a crash a name is either whole or
absent. Files are never changed and readable by the service's own user alone.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

CHUNK_BYTES = 1 << 20

Source = bytes | str | os.PathLike[str] | Iterable[bytes]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Bytes that lie in the store."""

    sha256: str
    size: int


class StoreDamaged(Exception):
    """A stored file's bytes are not those its name promises."""

    def __init__(self, sha256: str) -> None:
        super().__init__(
            f"The stored file {sha256} was changed on disk. It was left as it is; restore it from "
            "a backup, or hand in the original again after moving the damaged one away."
        )
        self.sha256 = sha256


def path_of(sha256: str) -> Path:
    """Where the bytes of this hash lie, whether or not they are there.

    Raises:
        ValueError: not a SHA-256 in lower-case hex, so no path is made of it.
    """
    if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
        raise ValueError("A stored file is named by 64 hex digits of SHA-256.")
    return Path(settings.FILE_STORE) / sha256[:2] / sha256


def open_file(sha256: str) -> BinaryIO:
    """The stored bytes, opened for reading.

    Raises:
        FileNotFoundError: the store has no such file.
    """
    return path_of(sha256).open("rb")


def open_bytes(sha256: str) -> bytes:
    """The stored bytes, whole."""
    return path_of(sha256).read_bytes()


def put(source: Source) -> StoredFile:
    """Keep the bytes under their hash and return once they are safely on disk.

    ``source`` is bytes, a path, or pieces of bytes. Bytes that are there already are hashed again.

    Raises:
        StoreDamaged: what lies under that hash was changed.
        OSError: the disk refused; nothing is left behind.
    """
    folder = Path(settings.FILE_STORE)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".{os.getpid()}.{os.urandom(8).hex()}"
    try:
        stored = _write(draft, _pieces(source))
        _settle(draft, path_of(stored.sha256), stored.sha256)
    finally:
        draft.unlink(missing_ok=True)
    return stored


def hash_of(sha256: str) -> str:
    """The hash of what lies under this name now, read anew."""
    digest = hashlib.sha256()
    with open_file(sha256) as file:
        while piece := file.read(CHUNK_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def _pieces(source: Source) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
    elif isinstance(source, str | os.PathLike):
        with Path(source).open("rb") as file:
            while piece := file.read(CHUNK_BYTES):
                yield piece
    else:
        yield from source


def _write(draft: Path, pieces: Iterable[bytes]) -> StoredFile:
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for piece in pieces:
            digest.update(piece)
            size += file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return StoredFile(digest.hexdigest(), size)


def _settle(draft: Path, target: Path, sha256: str) -> None:
    """Give the draft its name, unless the same bytes have it."""
    if target.exists():
        if hash_of(sha256) != sha256:
            raise StoreDamaged(sha256)
    else:
        if not target.parent.exists():
            target.parent.mkdir(mode=0o700, exist_ok=True)
            _sync_folder(target.parent.parent)
        draft.rename(target)
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(PermissionError):  # Windows cannot sync a folder
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
