"""A process that posts is killed at random: what was confirmed is there, once and whole (P1-P3)."""

import os
import random
import signal
import time
from datetime import UTC, date, datetime

import pytest
from django.db import connection, connections
from tests.support import evidence

from mainstay.foundation import ledger
from mainstay.foundation.db import atomic
from mainstay.foundation.ledger.invariants import INVARIANTS
from mainstay.foundation.ledger.models import Entry, Posting
from mainstay.foundation.tenancy.testing import a_practice

pytestmark = pytest.mark.reliability
CHARGES = 12
DAY = date(2026, 3, 2)


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

    keys = set(Posting.objects.values_list("idempotency_key", flat=True))
    assert {f"batch:{n}:{c}" for n in acknowledged for c in range(CHARGES)} <= keys
    assert len(keys) % CHARGES == 0, "half a batch was kept"
    assert Entry.objects.count() == 2 * len(keys)
    assert [row for promise in INVARIANTS for row in promise.violations(practice_id)] == []
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


def post_for_ever(practice_id: int, batch: int, writing: int) -> None:
    """Post batch after batch: ``<`` before each transaction, ``>`` once it is committed.

    The batch before is posted again first, as a caller that was not answered would.
    """
    try:
        while True:
            os.write(writing, b"<")
            with atomic():
                for number in (max(batch - 1, 0), batch):
                    ledger.post_many(
                        practice_id, postings_of(practice_id, number), at=datetime.now(UTC)
                    )
            os.write(writing, b">")
            batch += 1
    finally:
        os._exit(1)


def postings_of(practice_id: int, batch: int) -> list[ledger.NewPosting]:
    payer = ledger.account(practice_id, "receivable", "payer:1")
    charges = ledger.account(practice_id, "charges")
    contractual = ledger.account(practice_id, "contractual")
    return [
        ledger.NewPosting(
            f"batch:{batch}:{charge}",
            "charge",
            "",
            DAY,
            DAY,
            [
                ledger.Move(payer, charges, 10_000 + charge, charge + 1),
                ledger.Move(contractual, payer, 4_000, charge + 1),
            ],
        )
        for charge in range(CHARGES)
    ]
