"""An event commits with its change, reaches who listens now, and wakes who listens later."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

import pytest
from django.db import transaction

from mainstay.foundation import events
from mainstay.foundation.db import TransactionRequired
from mainstay.foundation.events import Event, registry
from mainstay.foundation.events.models import EventRow
from mainstay.foundation.events.registry import Later
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.tenancy.testing import a_practice


@dataclass(frozen=True, slots=True)
class DoorOpened(Event):
    kind: ClassVar[str] = "test.door_opened"

    door: str
    opened_on: date
    keys: tuple[int, ...] = ()


@pytest.fixture
def practice(db):
    return a_practice()


@pytest.fixture(autouse=True)
def own_tables():
    before = dict(registry.now), dict(registry.later)
    registry.use({}, {})
    yield
    registry.use(*before)


def opened(practice, door="front"):
    return DoorOpened(practice_id=practice.pk, door=door, opened_on=date(2026, 3, 2), keys=(1, 2))


def test_an_event_is_written_with_its_fields(practice):
    with transaction.atomic():
        events.publish(opened(practice))

    row = EventRow.objects.get()
    assert (row.practice_id, row.kind) == (practice.pk, "test.door_opened")
    assert row.payload == {"door": "front", "opened_on": "2026-03-02", "keys": [1, 2]}


def test_an_event_without_its_changes_transaction_is_refused(practice):
    with pytest.raises(TransactionRequired):
        events.publish(opened(practice))
    assert not EventRow.objects.exists()


def test_who_listens_now_hears_it_in_the_same_transaction(practice):
    heard = []
    registry.now[DoorOpened] = (heard.append,)

    with transaction.atomic():
        events.publish(opened(practice))

        assert heard == [opened(practice)]


def test_a_listener_that_fails_takes_the_event_with_it(practice):
    def refuse(event):
        raise ValueError("no")

    registry.now[DoorOpened] = (refuse,)

    with pytest.raises(ValueError, match="no"), transaction.atomic():
        events.publish(opened(practice))
    assert not EventRow.objects.exists()


def test_who_listens_later_gets_a_job_for_each_event(practice):
    registry.later[DoorOpened] = (Later("door.check"),)

    with transaction.atomic():
        events.publish_many([opened(practice), opened(practice, "back")])

    assert sorted(job.payload["door"] for job in Job.objects.all()) == ["back", "front"]
    assert {job.practice_id for job in Job.objects.all()} == {practice.pk}


def test_events_of_one_lane_wake_one_job(practice):
    registry.later[DoorOpened] = (Later("door.check", lane=lambda event: str(event.practice_id)),)

    with transaction.atomic():
        events.publish_many([opened(practice), opened(practice, "back")])

    assert [job.dedupe_key for job in Job.objects.all()] == [f"door.check:{practice.pk}"]
