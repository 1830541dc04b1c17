"""See a batch through: work its lane where no worker does, and say how far it is."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

from mainstay.foundation.jobs import queries, runner
from mainstay.foundation.jobs.states import State
from mainstay.revenue.exchange.models import Batch
from mainstay.revenue.exchange.queries import inbox

PAUSE_SECONDS = 0.2
TELL_SECONDS = 0.5


def finish_batch(batch: Batch, *, on_progress: Callable[[str], None] | None = None) -> bool:
    """Return when every file of ``batch`` is done and figures follow. Returns whether all are.

    Runs the practice's jobs here where no worker holds them; where one does, waits for it. A
    worker that dies leaves its lease behind, and its jobs are then taken up here. A job that
    failed is left to its next attempt.
    """
    with _told(batch, on_progress):
        while True:
            runner.run_until_idle(practice_id=batch.practice_id)
            unfinished = queries.waiting(batch.practice_id)
            if not unfinished.filter(state=State.RUNNING.value).exists():
                return progress_of(batch).is_done
            time.sleep(PAUSE_SECONDS)


def progress_of(batch: Batch) -> inbox.Progress:
    """How far the batch is now."""
    return inbox.progress(Batch.objects.get(pk=batch.pk))


def sentence(now: inbox.Progress) -> str:
    """How far it is, counted."""
    if now.read < now.files:
        return f"Read {now.read:,} of {now.files:,} files"
    return f"Applied {now.applied:,} of {now.records:,} records of {now.files:,} files"


@contextmanager
def _told(batch: Batch, on_progress: Callable[[str], None] | None) -> Iterator[None]:
    """Tell the progress twice a second while the body runs, from a thread of its own."""
    ended = threading.Event()

    def tell() -> None:
        try:
            while not ended.wait(TELL_SECONDS):
                if on_progress is not None:
                    on_progress(sentence(progress_of(batch)))
        finally:
            connection.close()

    thread = threading.Thread(target=tell, name="progress", daemon=True)
    if on_progress is not None:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        if on_progress is not None:
            thread.join()
