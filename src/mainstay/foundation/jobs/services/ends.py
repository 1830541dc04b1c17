"""How a taken job goes on or ends. Each acts only while the taker still holds the lease."""

import random
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from mainstay.foundation.db import atomic, locked, retrying
from mainstay.foundation.jobs import registry
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.jobs.registry import TakenJob
from mainstay.foundation.jobs.states import State

MOST_ATTEMPTS = 8
PATIENCE = timedelta(minutes=5)
FIRST_PAUSE_SECONDS = 5  # doubled by each attempt: the seventh pause is about five minutes


@retrying
def is_in_vain(job: TakenJob, *, mark: int | None, at: datetime) -> bool:
    """Whether more than eight workers in a row died over the job without bringing it further.

    ``mark`` is how far the work is now, None where it cannot tell. A worker that was killed has
    done what it committed, and many that are killed within a few minutes say nothing of the job.
    """
    with atomic():
        row = locked(_held(job)).first()
        if row is None:
            return False
        if mark is not None and row.mark != mark:
            row.mark, row.progressed_in, row.progressed_at = mark, row.attempts - 1, at
            row.save(update_fields=["mark", "progressed_in", "progressed_at"])
        is_old = row.progressed_at is not None and at - row.progressed_at >= PATIENCE
        return is_old and row.attempts - row.progressed_in > MOST_ATTEMPTS


@retrying
def renew(job: TakenJob, *, at: datetime) -> bool:
    """Hold the job for another lease; whether it was still ours to hold."""
    return _held(job).update(lease_until=at + job.lease) == 1


@retrying
def finish(job: TakenJob, *, at: datetime) -> None:
    """The handler is through. A key that was asked for meanwhile waits again."""
    with atomic():
        row = locked(_held(job)).first()
        if row is None:
            return
        if row.is_wanted_again:
            _wait(row, run_after=at, attempts=0)
        else:
            _end(row, State.DONE, at)


@retrying
def release(job: TakenJob, *, at: datetime) -> None:
    """Give the job back untried: the worker was told to stop."""
    _held(job).update(
        state=State.WAITING.value,
        run_after=at,
        lease_until=None,
        lease_holder="",
        attempts=F("attempts") - 1,
    )


@retrying
def fail(job: TakenJob, *, error: str, at: datetime) -> None:
    """The handler raised. It is tried again later; after eight attempts in vain a person is asked.

    ``error`` names the kind and place of what happened, never its values (RELIABILITY 14).
    """
    with atomic():
        row = locked(_held(job)).first()
        if row is None:
            return
        row.last_error = error[:300]
        in_vain = row.attempts - row.progressed_in
        if in_vain < MOST_ATTEMPTS:
            _wait(row, run_after=at + _pause(in_vain), attempts=row.attempts)
            return
        _end(row, State.GAVE_UP, at)
        for tell in registry.on_give_up:
            tell(job, row.last_error)


def _held(job: TakenJob) -> QuerySet[Job]:
    return Job.objects.filter(
        pk=job.id,
        state=State.RUNNING.value,
        lease_holder=job.lease_holder,
        attempts=job.attempts,
    )


def _pause(attempts: int) -> timedelta:
    """Longer after each attempt, and never the same for two workers that failed together."""
    seconds = FIRST_PAUSE_SECONDS * 2 ** (attempts - 1)
    return timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311  (no secret)


def _wait(row: Job, *, run_after: datetime, attempts: int) -> None:
    row.state = State.WAITING.value
    row.run_after, row.attempts = run_after, attempts
    row.progressed_in = min(row.progressed_in, attempts)
    row.lease_until, row.lease_holder, row.is_wanted_again = None, "", False
    row.save()


def _end(row: Job, state: State, at: datetime) -> None:
    row.state, row.finished_at = state.value, at
    row.lease_until, row.lease_holder = None, ""
    row.save()


def tidy(*, before: datetime) -> int:
    """Forget the jobs that were done before this moment (UTC); those that gave up stay."""
    deleted, _ = Job.objects.filter(state=State.DONE.value, finished_at__lt=before).delete()
    return deleted
