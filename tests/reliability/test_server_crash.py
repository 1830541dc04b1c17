"""The PostgreSQL server is stopped as by a power cut, under four writers (RELIABILITY 16)."""

import os
import random
import time

import pytest
from django.db import OperationalError, connection, connections
from tests.support import evidence
from tests.support import own_database as databases
from tests.support.poster import post_for_ever, whole_batches
from tests.support.postgres import own_server

from mainstay.foundation.tenancy.models import Practice
from mainstay.foundation.tenancy.testing import a_practice

pytestmark = pytest.mark.reliability
WRITERS = 4


@pytest.fixture
def durable_server(own_database):
    """A server of its own that keeps its promises, and this process connected to it."""
    if connection.vendor != "postgresql":
        pytest.skip("skipped: about PostgreSQL")
    from django.core.management import call_command

    with own_server(fsync=True) as server, databases.connected(server.database("crash")):
        call_command("migrate", interactive=False, verbosity=0)
        yield server


def test_server_crash(durable_server):
    """What a writer was told is committed is there after recovery; we are back within 5 s of the server."""
    wanted = evidence.floor("server_crash", ci=10, soak=200)
    seed = random.SystemRandom().randrange(2**31)
    print(f"seed {seed}")
    dice, started, pauses = random.Random(seed), time.monotonic(), []
    practices = [a_practice().pk for _ in range(WRITERS)]
    next_batch, acknowledged = [0] * WRITERS, [set() for _ in practices]
    for _ in range(wanted):
        connections["default"].close()
        writers = [
            write(practice, batch) for practice, batch in zip(practices, next_batch, strict=True)
        ]
        time.sleep(dice.uniform(0.2, 0.8))
        durable_server.crash()
        for number, (child, reading) in enumerate(writers):
            begun, acked = told_by(child, reading)
            first = next_batch[number]
            acknowledged[number] |= {f"batch:{n}" for n in range(first, first + acked)}
            next_batch[number] = first + begun
        durable_server.start(fsync=True)
        began = time.monotonic()
        wait_until_it_answers()
        pauses.append(time.monotonic() - began)

    assert max(pauses) <= 5
    for practice_id, acks in zip(practices, acknowledged, strict=True):
        assert acks
        assert acks <= whole_batches(practice_id)
    evidence.note("test_server_crash", n=wanted, seed=seed, seconds=time.monotonic() - started)


def write(practice_id: int, batch: int) -> tuple[int, int]:
    """Start a writer; its process id and what to read its confirmations from."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        post_for_ever(practice_id, batch, writing)
    os.close(writing)
    return child, reading


def told_by(child: int, reading: int) -> tuple[int, int]:
    """How many batches a writer has begun and how many were confirmed; it ends with its server."""
    told = b""
    while piece := os.read(reading, 65_536):
        told += piece
    os.close(reading)
    os.waitpid(child, 0)
    return told.count(b"<"), told.count(b">")


def wait_until_it_answers() -> None:
    for _ in range(200):
        try:
            assert Practice.objects.exists()
        except OperationalError:
            connections["default"].close()
            time.sleep(0.05)
        else:
            return
    pytest.fail("the server did not come back")
