"""Keep a file before anyone reads it."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from mainstay.foundation import clock
from mainstay.foundation.db import retrying, rows
from mainstay.foundation.files import store
from mainstay.foundation.files.models import FileObject

SIDE_BY_SIDE = 4


def keep(practice_id: int, source: store.Source) -> FileObject:
    """Put the bytes into the store, then note that the practice has them (RELIABILITY 4, 2-3).

    Safe to repeat: the same bytes give the same row. Call it outside a transaction, since a big
    file takes a while to write. Pieces (an iterator) are read once.

    Raises:
        StoreDamaged: the bytes were there before and have been changed on disk since.
    """
    return _all_noted(practice_id, [store.put(source)])[0]


def keep_many(practice_id: int, sources: Sequence[store.Source]) -> list[FileObject]:
    """Keep several at once, in order: the disk syncs side by side, the rows go in together.

    Raises:
        StoreDamaged: see ``keep``; what was stored before stays stored and is not noted.
    """
    with ThreadPoolExecutor(max_workers=SIDE_BY_SIDE) as pool:
        stored = list(pool.map(store.put, sources))
    return _all_noted(practice_id, stored)


@retrying
def _all_noted(practice_id: int, stored: Sequence[store.StoredFile]) -> list[FileObject]:
    at = clock.now()
    rows.insert(
        FileObject,
        ("practice", "sha256", "size", "created_at"),
        [(practice_id, one.sha256, one.size, at) for one in stored],
        on_conflict="(practice_id, sha256) DO NOTHING",
    )
    found = FileObject.objects.for_practice(practice_id).filter(
        sha256__in={one.sha256 for one in stored}
    )
    by_hash = {file.sha256: file for file in found}
    return [by_hash[one.sha256] for one in stored]
