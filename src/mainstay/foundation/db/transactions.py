"""Three wishes that ``atomic`` alone hides: open a transaction, insist on one, lock in one."""

import functools
import random
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, models, transaction

P = ParamSpec("P")
R = TypeVar("R")
Row = TypeVar("Row", bound=models.Model)

PAUSES_SECONDS = (0.05, 0.2)
TRANSIENT_SQLSTATES = frozenset({"40001", "40P01"})  # serialization failure, deadlock
SQLITE_BUSY, SQLITE_LOCKED = 5, 6


class TransactionRequired(Exception):
    """A programming error: the caller must open the transaction."""


def atomic() -> transaction.Atomic:
    """The outermost verb's transaction: durable, so what it returns from is committed."""
    return transaction.Atomic(using=None, savepoint=True, durable=True)


def in_transaction() -> bool:
    """Whether the caller opened a transaction. The test runner's own does not count."""
    return not all(getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)


def require_transaction() -> None:
    """Fail unless the caller opened a transaction.

    Raises:
        TransactionRequired: he did not.
    """
    if not in_transaction():
        raise TransactionRequired("Open a transaction around this call.")


def locked(queryset: models.QuerySet[Row], *, skip_held: bool = False) -> models.QuerySet[Row]:
    """The rows, held until the transaction ends; ``skip_held`` passes over those others hold.

    FOR UPDATE on PostgreSQL. On SQLite the transaction itself is the lock (BEGIN IMMEDIATE), so
    the open transaction is what counts on both.

    Raises:
        TransactionRequired: no transaction is open, so nothing would be held.
    """
    require_transaction()
    return queryset.select_for_update(skip_locked=skip_held, of=("self",))


def is_transient(refusal: OperationalError) -> bool:
    """Whether the same call may succeed when tried again: a deadlock, or SQLite being busy."""
    cause = refusal.__cause__
    if getattr(cause, "sqlstate", None) in TRANSIENT_SQLSTATES:
        return True
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in (SQLITE_BUSY, SQLITE_LOCKED)
    return connection.vendor == "sqlite" and "is locked" in str(refusal)


def retrying(call: Callable[P, R]) -> Callable[P, R]:
    """Try the whole service call up to three times when the database asks for it.

    Only an outermost call is tried again: inside a transaction the refusal goes up to whoever
    opened it, since a part of a transaction cannot be repeated.
    """

    @functools.wraps(call)
    def tried(*args: P.args, **kwargs: P.kwargs) -> R:
        pauses = () if in_transaction() else PAUSES_SECONDS
        for pause in pauses:
            try:
                return call(*args, **kwargs)
            except OperationalError as refusal:
                if not is_transient(refusal):
                    raise
                time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311  (jitter, no secret)
        return call(*args, **kwargs)

    return tried
