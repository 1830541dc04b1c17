"""Transactions, locks, the database's own guards, and the questions that must have no answer.

Others use ``atomic`` (the outermost verb opens a durable transaction), ``require_transaction``
(inner functions demand one), ``locked``, ``retrying``, ``rows.insert`` (bulk writes in which the
insert decides), ``invariants`` (what ``mainstay verify`` asks) and ``GuardedAlter`` (migrations).
"""

from mainstay.foundation.db.transactions import (
    TransactionRequired,
    atomic,
    locked,
    require_transaction,
    retrying,
)

__all__ = ["TransactionRequired", "atomic", "locked", "require_transaction", "retrying"]
