"""A process that posts batch after batch to the ledger until it is killed."""

import os
from datetime import UTC, date, datetime

from mainstay.foundation import ledger
from mainstay.foundation.db import atomic
from mainstay.foundation.ledger.invariants import INVARIANTS
from mainstay.foundation.ledger.models import Entry, Posting

CHARGES = 12  # postings in a batch, two entries each
DAY = date(2026, 3, 2)


def post_for_ever(practice_id: int, batch: int, writing: int, *, name: str = "batch") -> None:
    """Post batch after batch: ``<`` before each transaction, ``>`` once it is committed.

    The batch before is posted again first, as a caller that was not answered would. Never returns:
    what stops it ends the process.
    """
    try:
        while True:
            os.write(writing, b"<")
            post_batches(practice_id, max(batch - 1, 0), batch, name=name)
            os.write(writing, b">")
            batch += 1
    finally:
        os._exit(1)


def post_batches(practice_id: int, *batches: int, name: str = "batch") -> None:
    """Post whole batches in one transaction."""
    with atomic():
        for batch in batches:
            postings = postings_of(practice_id, batch, name)
            ledger.post_many(practice_id, postings, at=datetime.now(UTC))


def whole_batches(practice_id: int) -> set[str]:
    """The batches in the books, after making sure that each is there once, whole and balanced."""
    ours = Posting.objects.for_practice(practice_id)
    keys = set(ours.values_list("idempotency_key", flat=True))
    batches = {key.rpartition(":")[0] for key in keys}
    assert keys == {f"{batch}:{charge}" for batch in batches for charge in range(CHARGES)}
    assert Entry.objects.for_practice(practice_id).count() == 2 * len(keys)
    assert [row for promise in INVARIANTS for row in promise.violations(practice_id)] == []
    return batches


def postings_of(practice_id: int, batch: int, name: str) -> list[ledger.NewPosting]:
    payer = ledger.account(practice_id, "receivable", "payer:1")
    charges = ledger.account(practice_id, "charges")
    contractual = ledger.account(practice_id, "contractual")
    return [
        ledger.NewPosting(
            f"{name}:{batch}:{charge}",
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
