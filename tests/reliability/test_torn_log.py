"""SQLite's log is cut or overwritten at its end: what is left is whole (RELIABILITY 16)."""

import random
import time

import pytest
from django.db import connection, connections
from tests.support import evidence
from tests.support.own_database import connected
from tests.support.poster import post_batches, whole_batches

from mainstay.foundation.tenancy.testing import a_practice

pytestmark = pytest.mark.reliability
BATCHES = 6


def test_torn_log(own_database):
    """Stop the writer, copy, tear the copy's log at a random place, open it: a prefix, whole."""
    if connection.vendor != "sqlite":
        pytest.skip("skipped: about SQLite")
    wanted = evidence.floor("torn_log", ci=60, soak=1_000)
    seed = random.SystemRandom().randrange(2**31)
    print(f"seed {seed}")
    dice, started, found = random.Random(seed), time.monotonic(), set()
    practice_id = a_practice().pk
    file = own_database.home / own_database.url.rpartition("/")[2]
    log = file.with_name(file.name + "-wal")
    connections["default"].close()  # what is there so far moves from the log into the file
    for number in range(BATCHES):
        post_batches(practice_id, number)
    database, whole_log = file.read_bytes(), log.read_bytes()
    torn = own_database.home / "torn.sqlite3"
    for _ in range(wanted):
        torn.write_bytes(database)
        torn.with_name(torn.name + "-wal").write_bytes(torn_at_random(whole_log, dice))
        with connected(f"sqlite://{torn}"):
            batches = whole_batches(practice_id)
        assert batches == {f"batch:{number}" for number in range(len(batches))}
        found.add(len(batches))
        for left in own_database.home.glob("torn.sqlite3*"):
            left.unlink()

    assert len(found) > 2, "every tear was in the same place"
    evidence.note("test_torn_log", n=wanted, seed=seed, seconds=time.monotonic() - started)


def torn_at_random(log: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(log))
    match dice.choice(["cut", "zeros", "garbage"]):
        case "cut":
            return log[:at]
        case "zeros":
            return log[:at] + bytes(len(log) - at)
        case _:
            return log[:at] + dice.randbytes(len(log) - at)
