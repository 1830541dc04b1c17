"""What runs when, and what becomes of a job that gives up."""

from datetime import UTC, datetime, timedelta

import pytest

from mainstay.foundation import clock, jobs, work
from mainstay.foundation.db.invariants import Invariant
from mainstay.foundation.jobs.registry import TakenJob
from mainstay.foundation.tenancy.testing import a_practice
from mainstay.pipelines import jobs as table


@pytest.fixture
def practice(db):
    return a_practice()


def a_job(practice, kind="exchange.lane", **changes) -> TakenJob:
    fields = {"practice_id": practice.pk if practice else None, "payload": {}, "attempts": 8}
    fields |= {"dedupe_key": "k", "lease_holder": "w", "lease": timedelta(seconds=60)}
    return TakenJob(id=7, kind=kind, **(fields | changes))


def titles(practice) -> list[str]:
    return [item.title for item in work.open_items(practice.pk, as_of=clock.now())]


def test_every_scheduled_kind_has_a_handler():
    assert {schedule.kind for schedule in table.SCHEDULES} <= set(table.HANDLERS)


@pytest.mark.parametrize(
    ("run_key", "moments"),
    [
        (table.each_half_minute, ["07:00:00", "07:00:29", "|", "07:00:30", "|", "07:01:00"]),
        (table.each_five_minutes, ["07:00:00", "07:04:59", "|", "07:05:00"]),
        (table.each_night, ["07:00:00", "23:59:59", "|"]),
        (table.each_night, ["00:00:00", "06:59:59", "|", "07:00:00"]),
    ],
)
def test_moments_of_one_run_share_its_name_and_others_do_not(run_key, moments):
    runs = " ".join(moments).split("|")
    names = [
        {
            run_key(datetime.fromisoformat(f"2026-03-02T{moment}").replace(tzinfo=UTC))
            for moment in run.split()
        }
        for run in runs
        if run.strip()
    ]

    assert [len(name) for name in names] == [1] * len(names)
    assert len(set().union(*names)) == len(names)


def test_a_job_that_gave_up_asks_a_person_once(practice):
    for _ in range(2):
        table.ask_a_person(a_job(practice), "RuntimeError in pipelines/inbound.py:40 (run_lane)")

    assert titles(practice) == [
        "The background job exchange.lane failed 8 times: "
        "RuntimeError in pipelines/inbound.py:40 (run_lane)"
    ]


def test_a_promise_that_does_not_hold_becomes_a_work_item(practice, monkeypatch):
    broken = Invariant("X001", "Water is wet", lambda practice_id: iter(["Drop 7 is dry."]))
    kept = Invariant("X002", "Fire is hot", lambda practice_id: iter(()))
    monkeypatch.setattr(table, "all_invariants", lambda: iter([broken, kept]))
    practice.created_at = clock.now() - timedelta(days=2)
    practice.save()

    table.verify_practice(a_job(practice, kind="foundation.verify"))

    assert titles(practice) == ["Water is wet: not so. Drop 7 is dry."]


def test_a_practices_own_work_needs_its_practice(db):
    with pytest.raises(ValueError, match="needs a practice"):
        table.anchor_audit(a_job(None, kind="audit.anchor"))


def test_the_house_says_who_does_each_kind_that_is_asked_for(practice):
    assert set(jobs.registry.handlers) == set(table.HANDLERS)
