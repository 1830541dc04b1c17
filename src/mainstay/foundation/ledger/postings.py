"""A money event before it is recorded. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mainstay.foundation.ledger.accounts import Account


@dataclass(frozen=True, slots=True)
class Move:
    """``cents`` from the credit account to the debit account; a negative amount swaps them."""

    debit: Account
    credit: Account
    cents: int
    charge_id: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NewPosting:
    """A money event to record.

    ``key`` is made of business keys (DESIGN 9), never of a database id. ``source`` names the file
    position or form it comes from. ``reverses`` is the id of the posting it undoes.
    """

    key: str
    kind: str
    source: str
    occurred_on: date
    effective_on: date
    moves: Sequence[Move]
    reverses: int | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """What ``post_many`` wrote: ids by key of the new postings, and how many entries they have."""

    ids: Mapping[str, int]
    entries: int

    def __contains__(self, key: str) -> bool:
        return key in self.ids
