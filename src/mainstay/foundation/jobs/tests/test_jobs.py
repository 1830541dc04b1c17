"""Jobs run once when asked for, again when they fail, and are never lost."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from mainstay.foundation import clock, jobs
from mainstay.foundation.jobs import registry, runner, services
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.jobs.registry import Schedule
from mainstay.foundation.tenancy.testing import a_practice

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
def practice(db):
    return a_practice()


@pytest.fixture
def told():
    """What was told of jobs that gave up."""
    return []


@pytest.fixture(autouse=True)
def own_tables(told):
    """The tables of this test, the house's own put back after."""
    before = dict(registry.handlers), list(registry.schedules), list(registry.on_give_up)
    marks = dict(registry.marks)
    registry.use({}, when_given_up=[lambda job, error: told.append((job.kind, error))])
    yield
    registry.use(before[0], timetable=before[1], when_given_up=before[2], progress=marks)


def ask(practice, kind="count", key="count:1", **changes):
    fields = {"dedupe_key": key, "practice_id": practice.pk, "payload": {"n": 1}}
    jobs.enqueue(kind, **(fields | changes))


def handle(kind, handler):
    registry.handlers[kind] = handler


def test_a_job_runs_with_its_payload_and_is_done(practice):
    seen = []
    handle("count", seen.append)
    ask(practice)

    ran = jobs.run_until_idle()

    assert (ran.finished, ran.failed) == (1, 0)
    assert [(job.kind, job.practice_id, job.payload) for job in seen] == [
        ("count", practice.pk, {"n": 1})
    ]
    assert jobs.load(practice.pk) == jobs.Load(waiting=0, running=0, gave_up=0)


def test_a_key_that_waits_is_not_asked_for_twice(practice):
    seen = []
    handle("count", seen.append)
    ask(practice)
    ask(practice)

    jobs.run_until_idle()

    assert len(seen) == 1


def test_an_idle_lane_can_be_woken_again(practice):
    seen = []
    handle("count", seen.append)
    for _ in range(2):
        ask(practice)
        jobs.run_until_idle()

    assert len(seen) == 2


def test_a_wake_up_while_the_lane_runs_is_not_lost(practice):
    seen = []

    def run_lane(job):
        seen.append(job)
        if len(seen) == 1:
            ask(practice)

    handle("count", run_lane)
    ask(practice)

    jobs.run_until_idle()

    assert len(seen) == 2
    assert Job.objects.count() == 1


def test_a_job_of_a_rolled_back_change_never_was(practice):
    class ChangeOfMindError(Exception):
        pass

    with pytest.raises(ChangeOfMindError), transaction.atomic():
        ask(practice)
        raise ChangeOfMindError

    assert not Job.objects.exists()


def test_jobs_of_later_wait(practice):
    handle("count", lambda job: None)
    ask(practice, run_after=clock.now() + timedelta(hours=1))

    assert jobs.run_until_idle().finished == 0
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        assert jobs.run_until_idle().finished == 1


def test_the_job_that_is_due_longest_comes_first(practice):
    ask(practice, key="second", run_after=NOW)
    ask(practice, key="first", run_after=NOW - timedelta(hours=1))

    taken = [services.take("w", at=NOW).dedupe_key for _ in range(2)]

    assert taken == ["first", "second"]


def test_only_the_asked_practices_jobs_are_run(practice):
    other, seen = a_practice(), []
    handle("count", seen.append)
    ask(practice, key="a")
    ask(other, key="b")

    jobs.run_until_idle(practice_id=other.pk)

    assert [job.practice_id for job in seen] == [other.pk]


def test_a_failure_waits_longer_each_time_and_a_person_is_asked_after_the_eighth(practice, told):
    def fail(job):
        raise RuntimeError("Doe, Jane 1970-01-01")

    handle("count", fail)
    ask(practice, run_after=NOW)
    at, waits = NOW, []
    for _ in range(8):
        with time_machine.travel(at, tick=False):
            assert jobs.run_until_idle().failed == 1
        job = Job.objects.get()
        waits.append((job.run_after - at).total_seconds())
        at = job.run_after + timedelta(seconds=1)

    doubling = [5 * 2**attempt for attempt in range(7)]
    assert all(
        0.75 * pause <= wait <= 1.25 * pause
        for wait, pause in zip(waits[:7], doubling, strict=True)
    )
    assert job.state == "gave_up"
    assert [kind for kind, _ in told] == ["count"]


def test_what_is_kept_of_an_error_is_its_kind_and_place_never_its_words(practice):
    def fail(job):
        raise RuntimeError("Doe, Jane 1970-01-01")

    handle("count", fail)
    ask(practice)
    jobs.run_until_idle()

    kept = Job.objects.get().last_error
    assert kept.startswith("RuntimeError in foundation/jobs/tests/test_jobs.py:")
    assert "Doe" not in kept


def test_a_kind_nobody_does_fails_with_its_name(practice):
    ask(practice, kind="unheard_of")

    assert jobs.run_until_idle().failed == 1
    assert Job.objects.get().last_error.startswith("UnknownKind")


def test_a_dead_workers_job_is_taken_again_after_its_lease(practice):
    ask(practice, run_after=NOW)
    first = services.take("dead", at=NOW)

    assert services.take("alive", at=NOW + timedelta(seconds=59)) is None
    again = services.take("alive", at=NOW + timedelta(seconds=61))
    assert (again.id, again.attempts) == (first.id, 2)


def test_a_renewed_lease_holds(practice):
    ask(practice, run_after=NOW)
    job = services.take("alive", at=NOW)

    assert services.renew(job, at=NOW + timedelta(seconds=50))
    assert services.take("other", at=NOW + timedelta(seconds=100)) is None


def test_a_worker_that_lost_its_lease_cannot_end_the_job(practice):
    ask(practice, run_after=NOW)
    lost = services.take("slow", at=NOW)
    held = services.take("quick", at=NOW + timedelta(seconds=61))

    services.finish(lost, at=NOW)
    services.fail(lost, error="late", at=NOW)
    assert not services.renew(lost, at=NOW)
    assert Job.objects.get().state == "running"

    services.finish(held, at=NOW)
    assert Job.objects.get().state == "done"


def test_a_job_that_kills_its_workers_is_given_up(practice, told):
    ask(practice, run_after=NOW)
    at = NOW
    for _ in range(9):
        job = services.take("dying", at=at)
        at += timedelta(seconds=61)

    with time_machine.travel(at, tick=False):
        assert not runner.run(job)
    assert told == [("count", "the worker died each time")]


def test_workers_that_are_killed_within_a_few_minutes_say_nothing_of_the_job(practice, told):
    handle("count", lambda job: None)
    ask(practice, run_after=NOW)
    at = NOW
    for _ in range(50):
        job = services.take("killed", at=at, lease=timedelta(seconds=1))
        at += timedelta(seconds=2)

    with time_machine.travel(at, tick=False):
        assert runner.run(job)
    assert told == []


def test_a_job_that_comes_further_each_time_is_not_given_up_however_often_its_worker_is_killed(
    practice, told
):
    done = []
    registry.marks["count"] = lambda job: len(done)
    handle("count", lambda job: None)
    ask(practice, run_after=NOW)
    at = NOW
    for _ in range(30):
        job = services.take("killed", at=at)
        assert not services.is_in_vain(job, mark=len(done), at=at)
        done.append("one more record")  # and then its worker is killed
        at += timedelta(seconds=61)

    with time_machine.travel(at, tick=False):
        assert runner.run(services.take("last", at=at))
    assert told == []


def test_a_job_that_can_tell_its_progress_and_makes_none_is_given_up(practice):
    ask(practice, run_after=NOW)
    at, seen = NOW, []
    for _ in range(10):
        job = services.take("dying", at=at)
        seen.append(services.is_in_vain(job, mark=7, at=at))
        at += timedelta(seconds=61)

    assert seen == [False] * 8 + [True, True]


def test_a_worker_told_to_stop_gives_its_job_back_untried(practice):
    def take_too_long(job):
        raise runner.Stopped

    handle("count", take_too_long)
    ask(practice)

    with pytest.raises(runner.Stopped):
        jobs.run_until_idle()
    job = Job.objects.get()
    assert (job.state, job.attempts) == ("waiting", 0)


def test_scheduled_runs_happen_once_however_often_they_are_asked_for(practice):
    other, seen = a_practice(), []
    handle("nightly", lambda job: seen.append(job.practice_id))
    registry.schedules[:] = [Schedule("nightly", lambda at: at.date().isoformat())]

    for hours in (0, 1, 2, 24):
        with time_machine.travel(NOW + timedelta(hours=hours), tick=False):
            services.enqueue_scheduled(clock.now())
            services.enqueue_scheduled(clock.now())
            jobs.run_until_idle()

    assert sorted(seen) == sorted([practice.pk, other.pk] * 2)


def test_a_run_of_the_installation_belongs_to_no_practice(practice):
    a_practice()
    registry.schedules[:] = [Schedule("tidy", lambda at: "today", is_per_practice=False)]

    services.enqueue_scheduled(NOW)

    assert [(job.practice_id, job.dedupe_key) for job in Job.objects.all()] == [
        (None, "tidy:today")
    ]


def test_the_database_keeps_a_key_to_one_unfinished_job(practice):
    ask(practice)
    waiting = Job.objects.get()
    waiting.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        waiting.save(force_insert=True)


def test_jobs_done_long_ago_are_forgotten_and_those_that_gave_up_stay(practice):
    handle("count", lambda job: None)
    ask(practice)
    jobs.run_until_idle()
    ask(practice, key="hopeless")
    Job.objects.filter(dedupe_key="hopeless").update(state="gave_up", finished_at=NOW)

    services.tidy(before=clock.now() + timedelta(days=1))

    assert [job.dedupe_key for job in Job.objects.all()] == ["hopeless"]
