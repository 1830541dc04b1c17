"""Keep a file before anyone reads it."""

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
    return _noted(practice_id, store.put(source))


@retrying
def _noted(practice_id: int, stored: store.StoredFile) -> FileObject:
    rows.insert(
        FileObject,
        ("practice", "sha256", "size", "created_at"),
        [(practice_id, stored.sha256, stored.size, clock.now())],
        on_conflict="(practice_id, sha256) DO NOTHING",
    )
    kept: FileObject = FileObject.objects.for_practice(practice_id).get(sha256=stored.sha256)
    return kept
