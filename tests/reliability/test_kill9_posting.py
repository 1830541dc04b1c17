"""A process that posts is killed at random: what was confirmed is there, once and whole (P1-P3)."""

import os
import random
import signal
import time

import pytest
from django.db import connection, connections
from tests.support import evidence
from tests.support.poster import post_for_ever, whole_batches

from mainstay.foundation.tenancy.testing import a_practice

pytestmark = pytest.mark.reliability


def test_kill9_posting(own_database):
    """Every batch that was acknowledged is whole; none is doubled; the balances are their sums."""
    is_sqlite = connection.vendor == "sqlite"
    wanted = evidence.floor(
        "kill9_posting", ci=200 if is_sqlite else 100, soak=10_000 if is_sqlite else 2_000
    )
    seed = random.SystemRandom().randrange(2**31)
    print(f"seed {seed}")
    dice, started = random.Random(seed), time.monotonic()
    practice_id = a_practice().pk
    acknowledged, inside, next_batch = set(), 0, 0
    connections["default"].close()
    for _ in range(wanted):
        acks, was_inside, next_batch = post_until_killed(practice_id, next_batch, dice)
        acknowledged |= acks
        inside += was_inside

    assert {f"batch:{number}" for number in acknowledged} <= whole_batches(practice_id)
    assert inside >= wanted // 10, f"only {inside} of {wanted} kills fell inside a transaction"
    assert acknowledged
    evidence.note("test_kill9_posting", n=wanted, seed=seed, seconds=time.monotonic() - started)


def post_until_killed(
    practice_id: int, first_batch: int, dice: random.Random
) -> tuple[set[int], bool, int]:
    """Fork, kill after a while; the batches it confirmed, whether it was inside one, the next."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        post_for_ever(practice_id, first_batch, writing)
    os.close(writing)
    told = os.read(reading, 1)  # it has begun
    time.sleep(dice.uniform(0.0, 0.15))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while piece := os.read(reading, 65_536):
        told += piece
    os.close(reading)
    begun, acked = told.count(b"<"), told.count(b">")
    return set(range(first_batch, first_batch + acked)), begun > acked, first_batch + begun
