"""The watched folder: files that another program puts into ``MAINSTAY_HOME/inbox/CODE``.

A file counts as whole when its size and time stay the same on two looks at least 30 seconds apart;
names that end in a partial mark are left alone. What was taken in stays where it is.
"""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from mainstay.foundation import clock
from mainstay.foundation.tenancy import Actor
from mainstay.foundation.tenancy.models import Practice
from mainstay.revenue.exchange.services import watch
from mainstay.revenue.exchange.services.receive import close_batch, open_batch, receive_opened

PARTIAL_MARKS = (".tmp", ".part", ".filepart", ".crdownload")
SETTLED_AFTER = timedelta(seconds=30)


def folder_of(practice: Practice) -> Path:
    """Where this practice's files are expected; made if absent."""
    folder = Path(settings.HOME) / "inbox" / practice.code
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def look_at_folders() -> None:
    """Look at every practice's folder once; take in what has settled."""
    for practice in Practice.objects.order_by("id"):
        look_at_folder(practice, at=clock.now())


def look_at_folder(practice: Practice, *, at: datetime) -> int:
    """Take in the files of one folder that have settled. Returns how many."""
    folder = folder_of(practice)
    found = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not path.name.startswith(".")
        and not path.name.lower().endswith(PARTIAL_MARKS)
    ]
    settled = watch.settled(practice.pk, found, at=at, after=SETTLED_AFTER)
    if not settled:
        return 0
    actor = Actor.automation(practice.pk)
    batch = open_batch(actor, source="folder", label=str(folder), at=at)
    for path in settled:
        for _ in receive_opened(batch, path.name, path, at=at):
            pass
        watch.taken(practice.pk, path, at=at)
    close_batch(batch, by=actor, at=at)
    return len(settled)
