"""Double-entry books: one row is one movement, never changed; a balance is a sum of entries.

Only this package touches the ledger's tables (law 2). Write with ``services`` (``post_many``,
``post``, ``mirror``), read with ``queries`` (``balances``, ``account_totals``,
``entries_of_charges``, ``entries_of_postings``, ``postings_by_key``, ``dump``); the values both
speak in stand here. Amounts are whole cents, debit less credit.
"""

from mainstay.foundation.ledger.accounts import Account, account
from mainstay.foundation.ledger.errors import AlreadyReversed, KeyReused, UnknownPosting
from mainstay.foundation.ledger.kinds import Kind
from mainstay.foundation.ledger.postings import Move, NewPosting, Posted

__all__ = [
    "Account",
    "AlreadyReversed",
    "KeyReused",
    "Kind",
    "Move",
    "NewPosting",
    "Posted",
    "UnknownPosting",
    "account",
]
