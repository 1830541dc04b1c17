"""Remember what a watched folder held, to tell a file that is whole from one still being written."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from mainstay.revenue.exchange.models import Sighting


def settled(
    practice_id: int, paths: Iterable[Path], *, at: datetime, after: timedelta
) -> list[Path]:
    """The paths whose size and time have not changed for ``after`` and that were not yet taken."""
    ready = []
    for path in paths:
        status = path.stat()
        sighting, is_new = Sighting.objects.get_or_create(
            practice_id=practice_id,
            path=str(path),
            defaults={
                "size": status.st_size,
                "modified_ns": status.st_mtime_ns,
                "seen_at": at,
            },
        )
        is_same = (sighting.size, sighting.modified_ns) == (status.st_size, status.st_mtime_ns)
        if not is_same:
            Sighting.objects.filter(pk=sighting.pk).update(
                size=status.st_size,
                modified_ns=status.st_mtime_ns,
                seen_at=at,
                delivered_at=None,
            )
        elif not is_new and sighting.delivered_at is None and at - sighting.seen_at >= after:
            ready.append(path)
    return ready


def taken(practice_id: int, path: Path, *, at: datetime) -> None:
    """Note that ``path`` was taken in."""
    Sighting.objects.for_practice(practice_id).filter(path=str(path)).update(delivered_at=at)
