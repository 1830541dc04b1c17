"""Keep a file before anyone reads it."""

from collections.abc import Sequence

from mainstay.foundation import clock
from mainstay.foundation.db import retrying, rows
from mainstay.foundation.files import store
from mainstay.foundation.files.models import FileObject


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
    return _all_noted(practice_id, store.put_many(sources))


@retrying
def _all_noted(practice_id: int, stored: Sequence[store.StoredFile]) -> list[FileObject]:
    columns = ("practice", "sha256", "size", "created_at")
    at = clock.now()
    written = rows.insert(
        FileObject,
        columns,
        [(practice_id, one.sha256, one.size, at) for one in stored],
        on_conflict="(practice_id, sha256) DO NOTHING",
        returning=("sha256", "id"),
    )
    ids = dict(written)
    if known := {one.sha256 for one in stored} - ids.keys():
        ids |= (
            FileObject.objects.for_practice(practice_id)
            .filter(sha256__in=known)
            .values_list("sha256", "id")
        )
    return [
        FileObject(
            pk=ids[one.sha256],
            practice_id=practice_id,
            sha256=one.sha256,
            size=one.size,
            created_at=at,
        )
        for one in stored
    ]
