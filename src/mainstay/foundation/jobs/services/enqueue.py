"""Ask for background work."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mainstay.foundation import clock
from mainstay.foundation.db import atomic, rows
from mainstay.foundation.jobs import registry
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.jobs.states import State
from mainstay.foundation.tenancy.models import Practice

FIELDS = (
    "practice",
    "kind",
    "payload",
    "dedupe_key",
    "is_once",
    "is_wanted_again",
    "state",
    "run_after",
    "lease_holder",
    "attempts",
    "mark",
    "progressed_in",
    "last_error",
    "created_at",
)
# A key that waits is enough. One that runs may have looked already, so it shall wait again.
WAKE_UNFINISHED = (
    "(dedupe_key) WHERE state IN ('waiting', 'running') DO UPDATE SET "
    "is_wanted_again = (jobs_job.is_wanted_again OR jobs_job.state = 'running'), "
    "run_after = CASE WHEN jobs_job.attempts = 0 AND excluded.run_after < jobs_job.run_after "
    "THEN excluded.run_after ELSE jobs_job.run_after END"
)


def enqueue(
    kind: str,
    payload: Mapping[str, Any],
    *,
    dedupe_key: str,
    practice_id: int | None,
    run_after: datetime | None = None,
) -> None:
    """Ask for a job, in the caller's transaction if he has one: it runs only if that commits.

    ``payload`` holds ids and codes, never PHI. A key that waits already is not asked for twice;
    one that runs now runs once more, so that no work that came meanwhile is overlooked.
    """
    at = clock.now()
    _insert(
        [(practice_id, kind, dict(payload), dedupe_key, False, run_after or at, at)],
        on_conflict=WAKE_UNFINISHED,
    )


def enqueue_scheduled(at: datetime) -> None:
    """Ask for every scheduled run that is due at this moment; each name runs once for ever.

    Two schedulers, or one asked twice, ask for the same names: the insert decides.
    """
    practice_ids = list(Practice.objects.order_by("id").values_list("id", flat=True))
    due: list[tuple[Any, ...]] = []
    for schedule in registry.schedules:
        run = schedule.run_key(at)
        for practice_id in practice_ids if schedule.is_per_practice else [None]:
            suffix = "" if practice_id is None else f":{practice_id}"
            key = f"{schedule.kind}:{run}{suffix}"
            due.append((practice_id, schedule.kind, {}, key, True, at, at))
    with atomic():
        _insert(due, on_conflict="(dedupe_key) WHERE is_once DO NOTHING")


def _insert(jobs: list[tuple[Any, ...]], *, on_conflict: str) -> None:
    rows.insert(
        Job,
        FIELDS,
        [
            (
                practice_id,
                kind,
                payload,
                key,
                is_once,
                False,
                State.WAITING.value,
                due,
                "",
                0,
                -1,
                0,
                "",
                at,
            )
            for practice_id, kind, payload, key, is_once, due, at in jobs
        ],
        on_conflict=on_conflict,
    )
