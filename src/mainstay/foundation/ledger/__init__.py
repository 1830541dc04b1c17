"""Double-entry books: one row is one movement, never changed; a balance is a sum of entries.

Only this package touches the ledger's tables (law 2). Others write with ``post_many``, ``post`` and
``mirror`` and read with ``balances``, ``account_totals``, ``entries_of_charges``,
``entries_of_postings``, ``postings_by_key`` and ``dump``. Amounts are whole cents, debit less credit.
"""

from typing import TYPE_CHECKING

from mainstay.foundation.late import late
from mainstay.foundation.ledger.accounts import Account, account
from mainstay.foundation.ledger.errors import AlreadyReversed, KeyReused, UnknownPosting
from mainstay.foundation.ledger.kinds import Kind
from mainstay.foundation.ledger.postings import Move, NewPosting, Posted

if TYPE_CHECKING:
    from mainstay.foundation.ledger.queries import (
        EntryRow,
        PostingRow,
        account_totals,
        balances,
        dump,
        entries_of_charges,
        entries_of_postings,
        postings_by_key,
    )
    from mainstay.foundation.ledger.services import mirror, post, post_many

__all__ = [
    "Account",
    "AlreadyReversed",
    "EntryRow",
    "KeyReused",
    "Kind",
    "Move",
    "NewPosting",
    "Posted",
    "PostingRow",
    "UnknownPosting",
    "account",
    "account_totals",
    "balances",
    "dump",
    "entries_of_charges",
    "entries_of_postings",
    "mirror",
    "post",
    "post_many",
    "postings_by_key",
]

__getattr__ = late(
    __name__,
    {
        "queries": (
            "EntryRow",
            "PostingRow",
            "account_totals",
            "balances",
            "dump",
            "entries_of_charges",
            "entries_of_postings",
            "postings_by_key",
        ),
        "services": (
            "mirror",
            "post",
            "post_many",
        ),
    },
)
