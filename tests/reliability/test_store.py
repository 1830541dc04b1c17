"""The file store: byte exact, and whole again after a crash at any step (RELIABILITY 4)."""

import hashlib
import os
import random
import time
from pathlib import Path

import pytest
from django.db import connection, connections
from tests.support import evidence

from mainstay.foundation import files
from mainstay.foundation.files import store
from mainstay.foundation.files.invariants import INVARIANTS
from mainstay.foundation.files.models import FileObject
from mainstay.foundation.tenancy.testing import a_practice

pytestmark = pytest.mark.reliability


def violations(practice) -> list[str]:
    return [row for promise in INVARIANTS for row in promise.violations(practice.pk)]


def test_store_is_byte_exact(own_database):
    """The hash at the sender is the hash in the store and in the books."""
    wanted = evidence.floor("store_is_byte_exact", ci=300, soak=20_000)
    seed = random.SystemRandom().randrange(2**31)
    print(f"seed {seed}")
    dice, started, practice = random.Random(seed), time.monotonic(), a_practice()
    sent = set()
    for _ in range(wanted):
        content = dice.randbytes(dice.choice([0, 1, 107, 4_096, 70_000]))
        sent.add(hashlib.sha256(content).hexdigest())
        cut = dice.randint(0, len(content))
        files.keep(practice.pk, [content[:cut], content[cut:]])

    assert set(FileObject.objects.values_list("sha256", flat=True)) == sent
    assert all(store.hash_of(sha256) == sha256 for sha256 in sent)
    assert violations(practice) == []
    evidence.note(
        "test_store_is_byte_exact", n=wanted, seed=seed, seconds=time.monotonic() - started
    )


def test_every_crash_point_of_keeping_a_file(own_database):
    """The process dies before its k-th step, for every k; one more try, and all is well."""
    practice = a_practice()
    connections["default"].close()
    step = 0
    while True:
        step += 1
        content = f"file of step {step}".encode()
        died = keep_and_die_at(practice.pk, content, step)
        kept = files.keep(practice.pk, content)

        assert files.open_bytes(kept.sha256) == content
        assert FileObject.objects.filter(sha256=kept.sha256).count() == 1
        assert violations(practice) == []
        connections["default"].close()
        if not died:
            break
    assert step > 8


def keep_and_die_at(practice_id: int, content: bytes, step: int) -> bool:
    """Keep a file in another process, which dies before its ``step``-th call; whether it did."""
    child = os.fork()
    if child == 0:
        try:
            count_down(step)
            files.keep(practice_id, content)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 9


def count_down(step: int) -> None:
    """Let this process die before its ``step``-th call that changes disk or database."""
    left = step

    def dying(call):
        def called(*args, **kwargs):
            nonlocal left
            left -= 1
            if left == 0:
                os._exit(9)
            return call(*args, **kwargs)

        return called

    os.open, os.fsync = dying(os.open), dying(os.fsync)
    for name in ("mkdir", "rename", "unlink"):
        setattr(Path, name, dying(getattr(Path, name)))
    connection.ensure_connection()
    connection.cursor = dying(connection.cursor)
