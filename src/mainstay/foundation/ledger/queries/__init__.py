"""The ledger's questions."""

from mainstay.foundation.ledger.queries.balances import account_totals, balances
from mainstay.foundation.ledger.queries.dump import dump
from mainstay.foundation.ledger.queries.entries import (
    EntryRow,
    PostingRow,
    entries_of_charges,
    entries_of_postings,
    postings_by_key,
)

__all__ = [
    "EntryRow",
    "PostingRow",
    "account_totals",
    "balances",
    "dump",
    "entries_of_charges",
    "entries_of_postings",
    "postings_by_key",
]
