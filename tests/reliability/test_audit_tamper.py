"""Whoever changes history behind our back is found (RELIABILITY 9; `mainstay verify`)."""

import json
import random
import time
from datetime import UTC, date, datetime

import pytest
from django.conf import settings as house
from django.db import connection, transaction
from tests.support import evidence

from mainstay.foundation import audit, files, ledger
from mainstay.foundation.audit import anchors
from mainstay.foundation.audit.models import AuditEvent
from mainstay.foundation.audit.seal import seal
from mainstay.foundation.db import guards
from mainstay.foundation.db.invariants import all_invariants
from mainstay.foundation.ledger.testing import a_charge
from mainstay.foundation.tenancy import Actor
from mainstay.foundation.tenancy.testing import a_practice

pytestmark = pytest.mark.reliability
ROWS = 12


@pytest.fixture
def practice(own_database):
    """A practice with a trail, books and files, whose guards somebody took away."""
    practice = a_practice()
    for number in range(1, ROWS + 1):
        actor = Actor(practice_id=practice.pk, user_id=number, via="web", role="biller")
        audit.record(actor, "patients.view", patient_ids=[number, number + 1], reason="r")
        files.keep(practice.pk, f"file {number}".encode())
    with transaction.atomic():
        ledger.post_many(
            practice.pk,
            [a_charge(practice.pk, number, 1_000 * number) for number in range(1, ROWS + 1)],
            at=datetime(2026, 3, 3, tzinfo=UTC),
        )
        ledger.mirror(
            practice.pk,
            {"charge:1:1": "void:1"},
            kind="void",
            source="",
            occurred_on=date(2026, 3, 9),
            effective_on=date(2026, 3, 9),
            at=datetime(2026, 3, 9, tzinfo=UTC),
        )
    audit.anchor(practice.pk)
    assert found_in(practice) == []
    guards.drop(connection)
    return practice


def found_in(practice) -> list[str]:
    return [
        f"{invariant.code}: {sentence}"
        for invariant in all_invariants()
        if invariant.code[0] in "AFL" and not invariant.code.startswith("L1")
        for sentence in invariant.violations(practice.pk)
    ]


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


OF_EVENTS = "event_id IN (SELECT id FROM audit_event WHERE"

# Ten ways to tamper, at a place the dice choose. One of them has the key.


CHANGES = [
    ("user_id", 99),
    ("action", "'x'"),
    ("reason", "''"),
    ("at", "'2026-01-01 00:00:00+00'"),
    ("patient_ids", "'[1]'"),
    ("details", "'{\"x\": 1}'"),
    ("outcome", "'refused'"),
]


def change_a_row(practice, dice) -> None:
    seq = dice.randint(1, ROWS)
    column, value = dice.choice(CHANGES)
    sql(f"UPDATE audit_event SET {column} = {value} WHERE seq = {seq}")


def take_a_row_out(practice, dice) -> None:
    seq = dice.randint(1, ROWS)
    sql(f"DELETE FROM audit_subject WHERE {OF_EVENTS} seq = %s)", seq)
    sql("DELETE FROM audit_event WHERE seq = %s", seq)


def cut_the_tail_off(practice, dice) -> None:
    last = dice.randint(0, ROWS - 1)
    sql(f"DELETE FROM audit_subject WHERE {OF_EVENTS} seq > %s)", last)
    sql("DELETE FROM audit_event WHERE seq > %s", last)
    head = AuditEvent.objects.filter(seq=last).values_list("mac", flat=True).first() or ""
    sql("UPDATE audit_chain SET seq = %s, head = %s", last, head)


def seal_the_chain_anew(practice, dice) -> None:
    """Somebody with the key rewrites a row and every seal after it."""
    prev = ""
    changed = dice.randint(1, ROWS)
    for event in AuditEvent.objects.order_by("seq"):
        if event.seq == changed:
            event.user_id = 99
        event.prev = prev
        event.mac = prev = seal(house.AUDIT_KEY, prev, event.content())
        event.save()
    sql("UPDATE audit_chain SET head = %s", prev)


def forge_an_anchor(practice, dice) -> None:
    file = anchors.file_of(practice.pk)
    line = json.loads(file.read_text().splitlines()[0])
    line[dice.choice(["seq", "head", "at"])] = dice.choice([1, "x"])
    file.write_text(json.dumps(line) + "\n")


def hide_who_was_seen(practice, dice) -> None:
    sql("DELETE FROM audit_subject WHERE patient_id = %s", dice.randint(1, ROWS + 1))


ONE_ENTRY = "id = (SELECT MAX(id) FROM ledger_entry WHERE charge_id = %s)"


def change_an_amount(practice, dice) -> None:
    more, charge = dice.randint(1, 9), dice.randint(1, ROWS)
    sql(f"UPDATE ledger_entry SET cents = cents + %s WHERE {ONE_ENTRY}", more, charge)


def take_an_entry_out(practice, dice) -> None:
    sql(f"DELETE FROM ledger_entry WHERE {ONE_ENTRY}", dice.randint(1, ROWS))


def turn_an_entry_round(practice, dice) -> None:
    turned = "debit_id = credit_id, credit_id = debit_id"
    sql(f"UPDATE ledger_entry SET {turned} WHERE {ONE_ENTRY}", dice.randint(1, ROWS))


def change_a_stored_file(practice, dice) -> None:
    kept = files.keep(practice.pk, f"file {dice.randint(1, ROWS)}".encode())
    path = files.path_of(kept.sha256)
    content = bytearray(path.read_bytes())
    match dice.choice(["flip", "cut", "remove", "grow"]):
        case "flip":
            content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
            path.write_bytes(content)
        case "cut":
            path.write_bytes(content[:-1])
        case "remove":
            path.unlink()
        case _:
            path.write_bytes(content + b" ")


TAMPERINGS = (
    change_a_row,
    take_a_row_out,
    cut_the_tail_off,
    seal_the_chain_anew,
    forge_an_anchor,
    hide_who_was_seen,
    change_an_amount,
    take_an_entry_out,
    turn_an_entry_round,
    change_a_stored_file,
)


class Undone(Exception):
    """Takes the tampering back."""


def test_audit_tamper(practice, settings):
    """Each kind many times over, at random places: every single one is found."""
    seed = random.SystemRandom().randrange(2**31)
    wanted = evidence.floor("audit_tamper", ci=1_000, soak=20_000)
    print(f"seed {seed}")
    dice, started = random.Random(seed), time.monotonic()
    anchor_file = anchors.file_of(practice.pk)
    anchored = anchor_file.read_bytes()
    stored = {path: path.read_bytes() for path in settings.FILE_STORE.rglob("*") if path.is_file()}
    unnoticed = []
    for number in range(wanted):
        tamper = TAMPERINGS[number % len(TAMPERINGS)]
        with pytest.raises(Undone), transaction.atomic():
            tamper(practice, dice)
            if not found_in(practice):
                unnoticed.append(tamper.__name__)
            raise Undone
        anchor_file.write_bytes(anchored)
        if tamper is change_a_stored_file:
            for path, content in stored.items():
                path.write_bytes(content)

    assert unnoticed == []
    assert found_in(practice) == []
    evidence.note("test_audit_tamper", n=wanted, seed=seed, seconds=time.monotonic() - started)
