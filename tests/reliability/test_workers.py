"""Workers beside each other, stopped and killed: each job's work is done once (RELIABILITY 7)."""

import os
import signal
import time
from datetime import timedelta

import pytest
from django.db import connections

from mainstay.foundation import clock, jobs
from mainstay.foundation.events.models import EventRow
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.tenancy.testing import a_practice

pytestmark = pytest.mark.reliability

NOTING = """
import sys, time
from django.db import transaction
from mainstay.foundation import clock
from mainstay.foundation.events.models import EventRow
from mainstay.foundation.jobs import registry, runner

def note(job):
    with transaction.atomic():
        EventRow.objects.create(practice_id=job.practice_id, kind="noted",
            payload=dict(job.payload), occurred_at=clock.now())
    time.sleep(job.payload.get("seconds", 0))

registry.use({"note": note})
print("ready", flush=True)
"""
UNTIL_IDLE = NOTING + "runner.run_until_idle()\n"
STAYING = NOTING + "worker = runner.Worker()\nworker.listen()\nworker.work()\nprint('stopped')\n"


def ask(practice, count=1, **payload):
    for number in range(count):
        jobs.enqueue(
            "note",
            {"number": number, **payload},
            dedupe_key=f"note:{number}",
            practice_id=practice.pk,
        )
    connections["default"].close()


def wait_for(condition, *, seconds=15.0) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.05)


def test_workers_side_by_side_do_each_job_once(own_database):
    practice = a_practice()
    ask(practice, count=60)

    workers = [own_database.python(UNTIL_IDLE) for _ in range(3)]
    ends = [(worker.communicate(timeout=60), worker.returncode) for worker in workers]

    assert [code for _, code in ends] == [0, 0, 0], ends
    numbers = [row.payload["number"] for row in EventRow.objects.all()]
    assert sorted(numbers) == list(range(60))
    assert set(Job.objects.values_list("state", "attempts")) == {("done", 1)}


def test_a_busy_worker_stops_within_ten_seconds_of_sigterm_and_gives_its_job_back(own_database):
    practice = a_practice()
    ask(practice, seconds=120)
    worker = own_database.python(STAYING)
    wait_for(EventRow.objects.exists)

    began = time.monotonic()
    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=15)

    assert time.monotonic() - began <= 10
    assert worker.returncode == 0
    assert list(Job.objects.values_list("state", "attempts")) == [("waiting", 0)]


def test_an_idle_worker_stops_at_once(own_database):
    worker = own_database.python(STAYING)
    assert worker.stdout is not None
    assert worker.stdout.readline() == "ready\n"
    time.sleep(1)

    began = time.monotonic()
    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=10)

    assert worker.returncode == 0
    assert time.monotonic() - began < 3


def test_a_killed_workers_job_is_done_by_the_next(own_database):
    practice = a_practice()
    ask(practice, seconds=120)
    worker = own_database.python(STAYING)
    wait_for(EventRow.objects.exists)
    os.kill(worker.pid, signal.SIGKILL)
    worker.communicate()
    Job.objects.update(payload={"number": 0})
    connections["default"].close()

    assert Job.objects.get().state == "running"
    Job.objects.update(lease_until=clock.now() - timedelta(seconds=1))  # a minute later
    next_worker = own_database.python(UNTIL_IDLE)
    next_worker.communicate(timeout=30)

    assert list(Job.objects.values_list("state", "attempts")) == [("done", 2)]
