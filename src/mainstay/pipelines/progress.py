"""See a batch through: work its lane where no worker does, and say how far it is."""

import time
from collections.abc import Callable

from mainstay.foundation import jobs
from mainstay.revenue.exchange.models import Batch
from mainstay.revenue.exchange.queries import inbox

PAUSE_SECONDS = 0.2


def finish_batch(batch: Batch, *, on_progress: Callable[[str], None] | None = None) -> bool:
    """Return when every file of ``batch`` is done and figures follow. Returns whether all are.

    Runs the practice's jobs here where no worker holds them; where one does, waits for it. A
    worker that dies leaves its lease behind, and its jobs are then taken up here.
    """
    while True:
        jobs.run_until_idle(practice_id=batch.practice_id)
        now = inbox.progress(Batch.objects.get(pk=batch.pk))
        if on_progress is not None:
            on_progress(sentence(now))
        if not jobs.unfinished(practice_id=batch.practice_id):
            return now.is_done
        time.sleep(PAUSE_SECONDS)


def sentence(now: inbox.Progress) -> str:
    """How far it is, counted."""
    if now.read < now.files:
        return f"Read {now.read:,} of {now.files:,} files"
    return f"Applied {now.applied:,} of {now.records:,} records of {now.files:,} files"
