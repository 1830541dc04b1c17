"""`mainstay worker --until-idle` does what is due and tells by its code how it went."""

import argparse

import pytest
from django.db import connection

from mainstay.cli import worker
from mainstay.cli.errors import CommandError
from mainstay.foundation import jobs
from mainstay.foundation.db import guards
from mainstay.foundation.jobs import registry
from mainstay.foundation.tenancy.testing import a_practice


@pytest.fixture(autouse=True)
def own_tables(monkeypatch):
    before = dict(registry.handlers), list(registry.schedules), list(registry.on_give_up)
    registry.use({})
    monkeypatch.setattr("mainstay.foundation.jobs.runner.signal.signal", lambda *_: None)
    yield
    registry.use(before[0], timetable=before[1], when_given_up=before[2])


def command(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    worker.add(parser.add_subparsers())
    return worker.run(parser.parse_args(["worker", *arguments]))


def test_what_is_due_is_done(own_database):
    done = []
    registry.handlers["note"] = done.append
    jobs.enqueue("note", {}, dedupe_key="n", practice_id=a_practice().pk)

    assert command("--until-idle") == 0
    assert [job.kind for job in done] == ["note"]


def test_a_job_that_fails_once_is_tried_again_and_told(own_database, monkeypatch):
    tries = []

    def fail_once(job):
        tries.append(job)
        if len(tries) == 1:
            raise RuntimeError

    monkeypatch.setattr("mainstay.foundation.jobs.services.ends.FIRST_PAUSE_SECONDS", 0.1)
    registry.handlers["note"] = fail_once
    jobs.enqueue("note", {}, dedupe_key="n", practice_id=a_practice().pk)

    assert command("--until-idle") == 1
    assert len(tries) == 2
    assert jobs.load() == jobs.Load(waiting=0, running=0, gave_up=0)


def test_it_does_not_start_on_a_database_that_lost_its_guards(own_database):
    guards.drop(connection)

    with pytest.raises(CommandError, match="mainstay migrate"):
        command("--until-idle")


def test_a_lease_takes_time(own_database):
    with pytest.raises(CommandError, match="more than 0"):
        command("--until-idle", "--lease-seconds", "0")
