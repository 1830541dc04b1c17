"""Late work climbs by itself, to the minute, and says to whom it went and why."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from mainstay.foundation import work
from mainstay.foundation.tenancy.services import set_day
from mainstay.foundation.tenancy.testing import a_practice
from mainstay.foundation.work import services
from mainstay.foundation.work.models import WorkChange
from mainstay.foundation.work.testing import a_member

MONDAY = datetime(2026, 3, 2, 15, tzinfo=UTC)  # 10:00 in New York
DUE = datetime(2026, 3, 3, 15, tzinfo=UTC)  # nine business hours later
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def practice(db):
    return a_practice()


@pytest.fixture
def staff(practice):
    people = {
        name: a_member(practice, name, role)
        for name, role in (("Dee", "front_desk"), ("Jonah", "front_desk"), ("Maren", "manager"))
    }
    services.ensure_functions(practice.pk)
    with transaction.atomic():
        services.assign_function(
            practice.pk,
            "charge_entry",
            owner_user_id=people["Dee"].user_id,
            backups=[people["Jonah"].user_id],
        )
        services.set_standards(
            practice.pk,
            "charge_entry",
            turnaround_hours=9,
            escalation=[
                {"after_hours": 9, "to": "manager"},
                {"after_hours": 0, "to": "owner"},
                {"after_hours": 4, "to": "backup"},
            ],
            untouched_days=5,
            row_version=2,
        )
    return people


@pytest.fixture
def item(practice, staff):
    work.open_item(
        practice.pk,
        "charge_entry",
        "missing:1",
        subject_kind="encounter",
        subject_key="E1",
        title="Seen, not charged",
        at=MONDAY,
    )
    found = work.item_of_cause(practice.pk, "missing:1")
    assert found is not None
    return found


def told(practice, at) -> list[tuple[str, int | None]]:
    services.climb(practice.pk, at=at)
    climbs = WorkChange.objects.filter(act__in=["escalate", "untouched"]).order_by("id")
    return [(change.note, change.to_user_id) for change in climbs]


def test_each_step_is_taken_at_its_minute_and_once(practice, staff, item):
    dee, jonah, maren = (staff[name].user_id for name in ("Dee", "Jonah", "Maren"))
    owner = ("when it fell due: owner", dee)
    backup = ("4 business hours late: backup", jonah)
    manager = ("9 business hours late: manager", maren)

    assert told(practice, DUE - MINUTE) == []
    assert told(practice, DUE) == [owner]
    assert told(practice, DUE + 4 * HOUR - MINUTE) == [owner]
    assert told(practice, DUE + 4 * HOUR) == [owner, backup]
    assert told(practice, DUE + DAY - MINUTE) == [owner, backup]
    assert told(practice, DUE + DAY) == [owner, backup, manager]
    assert told(practice, DUE + DAY + MINUTE) == [owner, backup, manager]

    item.refresh_from_db()
    assert (item.level, item.told_user_id) == (3, maren)
    escalated = work.ItemFilter(told_user_id=maren)
    assert list(work.open_items(practice.pk, escalated, as_of=DUE)) == [item]


def test_a_sweep_that_comes_late_takes_every_step_it_missed(practice, staff, item):
    assert [note for note, _ in told(practice, DUE + 2 * DAY)] == [
        "when it fell due: owner",
        "4 business hours late: backup",
        "9 business hours late: manager",
    ]


def test_a_closed_day_and_the_change_of_clocks_do_not_count_as_late(practice, staff):
    friday = datetime(2026, 3, 6, 21, tzinfo=UTC)  # 16:00 in New York; clocks change on the 8th
    set_day(practice.pk, date(2026, 3, 9), None, reason="roof")
    work.open_item(
        practice.pk,
        "charge_entry",
        "missing:2",
        subject_kind="encounter",
        subject_key="E2",
        title="Seen, not charged",
        at=friday,
    )

    # One hour of Friday, Monday closed, eight of Tuesday: 16:00 in New York, by then 20:00 UTC.
    due_at = datetime(2026, 3, 10, 20, tzinfo=UTC)
    assert told(practice, due_at - MINUTE) == []
    assert len(told(practice, due_at)) == 1


def test_what_is_done_or_waits_does_not_climb(practice, staff, item):
    services.wait(
        item, until=DUE + 3 * DAY, by=staff["Dee"], at=MONDAY, note="the doctor is at a congress"
    )
    assert told(practice, DUE + DAY) == []

    assert told(practice, DUE + 3 * DAY) == [("when it fell due: owner", staff["Dee"].user_id)]
    item.refresh_from_db()
    services.close(item, "charged", by=staff["Dee"], at=DUE + 3 * DAY)
    assert len(told(practice, DUE + 9 * DAY)) == 1


def test_an_owner_who_is_away_is_not_the_one_who_is_told(practice, staff, item):
    services.mark_away(
        staff["Dee"].user_id,
        kind="sick",
        starts_at=MONDAY,
        ends_at=None,
        by=staff["Maren"],
        at=MONDAY,
    )

    assert told(practice, DUE) == [("when it fell due: owner", staff["Maren"].user_id)]


def test_what_nobody_touches_is_told_again_and_again(practice, staff, item):
    steps = len(told(practice, DUE + DAY))
    silent = ("nobody touched it for 5 business days", staff["Maren"].user_id)

    monday_after = datetime(2026, 3, 9, 12, tzinfo=UTC)  # 8:00 in New York, after five open days
    assert told(practice, monday_after - MINUTE)[steps:] == []
    assert told(practice, monday_after)[steps:] == [silent]
    assert told(practice, monday_after + DAY)[steps:] == [silent]
    assert told(practice, monday_after + 7 * DAY)[steps:] == [silent, silent]


def test_a_touch_starts_the_silence_anew(practice, staff, item):
    steps = len(told(practice, DUE + DAY))
    services.note(item, "asked Dr. Vale", by=staff["Dee"], at=DUE + 2 * DAY)

    assert told(practice, DUE + 6 * DAY)[steps:] == []
    assert len(told(practice, DUE + 10 * DAY)[steps:]) == 1


def test_one_practices_sweep_leaves_another_alone(practice, staff, item):
    assert services.climb(a_practice().pk, at=DUE + 9 * DAY) == 0
    assert not WorkChange.objects.filter(act="escalate").exists()
