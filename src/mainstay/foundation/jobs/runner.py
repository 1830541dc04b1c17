"""Workers: take a job, run its handler under a renewed lease, and go on.

``run_until_idle`` is for a command that wants its work done; ``work`` is the worker that stays.
"""

import contextlib
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import FrameType

import structlog
from django.db import DatabaseError, connection

from mainstay.foundation import clock
from mainstay.foundation.jobs import queries, registry, services
from mainstay.foundation.jobs.registry import TakenJob
from mainstay.foundation.logs import place_of

LONGEST_RUN = timedelta(hours=6)  # past it a job counts as stuck: its lease is let go
IDLE_SECONDS = 1.0
SCHEDULE_SECONDS = 30
STOP_SECONDS = 6  # what a job may still take after SIGTERM; RELIABILITY 7 allows 10 in all

log = structlog.get_logger()
Progress = Callable[[TakenJob], None]


@dataclass(slots=True)
class Ran:
    """How many jobs ended well, and how many did not."""

    finished: int = 0
    failed: int = 0


class Stopped(BaseException):
    """The worker was told to stop and its job took too long. Not an error of the job's."""


def run_until_idle(
    practice_id: int | None = None,
    progress: Progress | None = None,
    *,
    lease: timedelta = services.LEASE,
) -> Ran:
    """Run every job that is due, and what those ask for, until none is left.

    A job that fails waits for its next attempt and is not run again here. ``progress`` is told of
    each job before it runs.
    """
    holder, ran = holder_name(), Ran()
    while job := services.take(holder, at=clock.now(), practice_id=practice_id, lease=lease):
        if progress is not None:
            progress(job)
        if run(job):
            ran.finished += 1
        else:
            ran.failed += 1
    return ran


def run(job: TakenJob) -> bool:
    """Run one taken job to its end; whether it ended well."""
    if job.attempts > 1 and _is_in_vain(job):
        services.fail(job, error="the worker died each time", at=clock.now())
        return False
    try:
        with _renewed(job):
            registry.handler_of(job.kind)(job)
    except Exception as problem:
        log.warning("job_failed", kind=job.kind, job=job.id, error=place_of(problem))
        services.fail(job, error=place_of(problem), at=clock.now())
        return False
    except Stopped:
        services.release(job, at=clock.now())
        raise
    services.finish(job, at=clock.now())
    return True


def _is_in_vain(job: TakenJob) -> bool:
    """Whether its workers die of it, one after the other."""
    mark = registry.marks.get(job.kind)
    return services.is_in_vain(job, mark=mark(job) if mark else None, at=clock.now())


def holder_name() -> str:
    """Who this worker is: machine, process, thread."""
    return f"{socket.gethostname()[:32]}:{os.getpid()}:{threading.get_native_id()}"


@contextlib.contextmanager
def _renewed(job: TakenJob) -> Iterator[None]:
    """Keep the job's lease fresh while its handler runs, from a thread with its own connection."""
    ended = threading.Event()
    give_up_at = clock.now() + LONGEST_RUN
    pause = job.lease.total_seconds() / 3

    def keep_fresh() -> None:
        try:
            while not ended.wait(pause) and clock.now() < give_up_at:
                # A busy database is no reason to stop; the next round comes before the lease ends.
                with contextlib.suppress(DatabaseError):
                    services.renew(job, at=clock.now())
        finally:
            connection.close()

    thread = threading.Thread(target=keep_fresh, name=f"lease-{job.id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(timeout=STOP_SECONDS)


class Worker:
    """The worker that stays: runs what is due, asks for what is scheduled, stops when told."""

    def __init__(self, lease: timedelta = services.LEASE) -> None:
        self.lease = lease
        self.stopping = threading.Event()
        self._next_schedule: datetime | None = None

    def listen(self) -> None:
        """Stop on SIGTERM and SIGINT: at once when idle, else after 6 s of work."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        if hasattr(signal, "SIGALRM"):
            signal.signal(signal.SIGALRM, self._give_back)

    def work(self) -> Ran:
        """Run until told to stop. Waits out a database that is away (P9)."""
        holder, ran = holder_name(), Ran()
        while not self.stopping.is_set():
            try:
                job = self._next(holder)
            except DatabaseError as problem:
                log.warning("database_away", error=place_of(problem))
                connection.close()
                self.stopping.wait(5 * IDLE_SECONDS)
                continue
            if job is None:
                self.stopping.wait(IDLE_SECONDS)
                continue
            try:
                ended_well = run(job)
            except Stopped:
                break
            except DatabaseError as problem:
                log.warning("database_away", error=place_of(problem))
                connection.close()
                ended_well = False
            ran.finished += ended_well
            ran.failed += not ended_well
        return ran

    def work_until_idle(self, progress: Progress | None = None) -> Ran:
        """Run until nothing is left to do within a minute, what dead workers left included.

        ``progress`` is told of each job before it runs.
        """
        ran = Ran()
        while not self.stopping.is_set():
            some = run_until_idle(progress=progress, lease=self.lease)
            ran.finished += some.finished
            ran.failed += some.failed
            if not queries.is_anything_left(before=clock.now() + timedelta(minutes=1)):
                break
            self.stopping.wait(IDLE_SECONDS / 4)
        return ran

    def _next(self, holder: str) -> TakenJob | None:
        at = clock.now()
        if self._next_schedule is None or at >= self._next_schedule:
            services.enqueue_scheduled(at)
            self._next_schedule = at + timedelta(seconds=SCHEDULE_SECONDS)
        return services.take(holder, at=at, lease=self.lease)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()
        if hasattr(signal, "SIGALRM"):
            signal.alarm(STOP_SECONDS)

    def _give_back(self, number: int, frame: FrameType | None) -> None:
        raise Stopped
