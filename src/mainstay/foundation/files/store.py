"""The file store: a folder in which a file's name is the hash of its bytes. No database.

Written to a draft, synced, renamed, the folder synced: after a crash a name is either whole or
absent. Files are never changed and readable by the service's own user alone.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

CHUNK_BYTES = 1 << 20
SIDE_BY_SIDE = 4

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
    return put_many([source])[0]


def put_many(sources: Sequence[Source]) -> list[StoredFile]:
    """Keep several, in order, and return once all of them are safely on disk.

    The drafts are written side by side; a folder that several go into is synced once.

    Raises:
        StoreDamaged, OSError: see ``put``; some may be stored then, and no draft is left behind.
    """
    folder = Path(settings.FILE_STORE)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    drafts = [folder / f".{os.getpid()}.{os.urandom(8).hex()}" for _ in sources]
    try:
        stored = _write_all(drafts, sources)
        _settle(drafts, stored)
    except BaseException:
        for draft in drafts:
            draft.unlink(missing_ok=True)
        raise
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


def _write_all(drafts: Sequence[Path], sources: Sequence[Source]) -> list[StoredFile]:
    """Write each source into its draft; a thread takes every so-maniest of them."""

    def write_some(first: int) -> list[StoredFile]:
        mine = slice(first, None, threads)
        return [
            _write(draft, _pieces(source))
            for draft, source in zip(drafts[mine], sources[mine], strict=True)
        ]

    threads = min(SIDE_BY_SIDE, len(sources))
    if threads <= 1:
        return write_some(0) if threads else []
    stored = [StoredFile("", 0)] * len(sources)
    with ThreadPoolExecutor(threads) as pool:
        for first, some in enumerate(pool.map(write_some, range(threads))):
            stored[first::threads] = some
    return stored


def _write(draft: Path, pieces: Iterable[bytes]) -> StoredFile:
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for piece in pieces:
            digest.update(piece)
            size += file.write(piece)
        file.flush()
        os.fsync(descriptor)
    return StoredFile(digest.hexdigest(), size)


def _settle(drafts: Sequence[Path], stored: Sequence[StoredFile]) -> None:
    """Give the drafts their names, unless the same bytes have them, and make the names last."""
    targets = [path_of(one.sha256) for one in stored]
    folders = {target.parent for target in targets}
    missing = sorted(folder for folder in folders if not folder.exists())
    for folder in missing:
        folder.mkdir(mode=0o700, exist_ok=True)
    if missing:
        _sync_folder(missing[0].parent)
    for draft, target, one in zip(drafts, targets, stored, strict=True):
        if not target.exists():
            draft.rename(target)
        elif hash_of(one.sha256) == one.sha256:
            draft.unlink()
        else:
            raise StoreDamaged(one.sha256)
    for folder in sorted(folders):
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(PermissionError):  # Windows cannot sync a folder
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
