"""Fifty people on one worklist: nobody gets what another has, nobody overwrites another (P5)."""

import os
import time

import pytest
from django.db import connections
from tests.support import evidence

from mainstay.foundation import clock, work
from mainstay.foundation.tenancy import Actor
from mainstay.foundation.tenancy.testing import a_practice
from mainstay.foundation.work.models import WorkChange, WorkItem

pytestmark = pytest.mark.reliability
PEOPLE = 50


def as_one_person(act) -> int:
    """Let another process, one person, do something; its process id."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        act()
        connections["default"].close()
        code = 0
    finally:
        os._exit(code)


def wait_for_all(children: list[int]) -> None:
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert codes == [0] * len(children)


def patiently(call):
    """SQLite lets one write at a time; a person would press the button again."""
    if connections["default"].vendor == "sqlite":
        connections["default"].settings_dict["OPTIONS"]["timeout"] = 60
    return call()


def open_some(practice, count: int) -> None:
    work.open_many(
        practice.pk,
        [
            work.NewItem("appeals", f"appeal:{n}", "claim", f"C{n}", "Appeal", value_cents=n)
            for n in range(count)
        ],
    )


def test_fifty_on_one_list(own_database):
    """Each item is taken by exactly one of the fifty, until none is left."""
    wanted = evidence.floor("fifty_on_one_list", ci=500, soak=20_000)
    practice, started = a_practice(), time.monotonic()
    open_some(practice, wanted)
    connections["default"].close()

    def take_all(user_id: int) -> None:
        me = Actor(practice_id=practice.pk, user_id=user_id, via="web")
        while patiently(
            lambda: work.take_next(practice.pk, work.ItemFilter(), by=me, at=clock.now())
        ):
            pass

    wait_for_all([as_one_person(lambda n=n: take_all(n)) for n in range(1, PEOPLE + 1)])

    taken = WorkChange.objects.filter(act="take").values_list("item_id", "user_id")
    assert len(taken) == wanted
    assert dict(taken) == dict(WorkItem.objects.values_list("id", "assignee_user_id"))
    evidence.note("test_fifty_on_one_list", n=wanted, seed="", seconds=time.monotonic() - started)


def test_no_lost_update(own_database):
    """All press the same buttons on what they read before: one of them wins, the others are told."""
    practice = a_practice()
    open_some(practice, 10)
    items = list(work.open_items(practice.pk, as_of=clock.now()))
    connections["default"].close()

    def press_every_button(user_id: int) -> None:
        me = Actor(practice_id=practice.pk, user_id=user_id, via="web")
        for item in items:
            try:
                patiently(lambda item=item: work.take(item, by=me, at=clock.now()))
            except work.StaleItem:
                continue

    wait_for_all([as_one_person(lambda n=n: press_every_button(n)) for n in range(1, 21)])

    changes = WorkChange.objects.filter(act="take").values_list("item_id", "user_id")
    assert len(changes) == len(items)
    assert dict(changes) == dict(WorkItem.objects.values_list("id", "assignee_user_id"))
    assert set(WorkItem.objects.values_list("row_version", flat=True)) == {2}
