"""Postings for any package's tests."""

from datetime import date
from itertools import count
from typing import Any

from mainstay.foundation.ledger.accounts import account
from mainstay.foundation.ledger.postings import Move, NewPosting

_numbers = count(1)
A_DAY = date(2026, 3, 2)


def a_posting(*moves: Move, **changes: Any) -> NewPosting:
    """A posting of these moves on a Monday, its key made up."""
    fields: dict[str, Any] = {
        "key": f"test:{next(_numbers)}",
        "kind": "charge",
        "source": "",
        "occurred_on": A_DAY,
        "effective_on": A_DAY,
        "moves": moves,
    }
    return NewPosting(**(fields | changes))


def a_charge(
    practice_id: int, charge_id: int, cents: int, *, payer: str = "payer:1", **changes: Any
) -> NewPosting:
    """What we did and its price, owed by a payer."""
    move = Move(
        account(practice_id, "receivable", payer), account(practice_id, "charges"), cents, charge_id
    )
    return a_posting(move, **({"key": f"charge:{charge_id}:1"} | changes))
