"""Tables of the ledger. Nothing outside this package touches them."""

from mainstay.foundation.ledger.models.account import Account
from mainstay.foundation.ledger.models.balance import Balance
from mainstay.foundation.ledger.models.closing import Closing
from mainstay.foundation.ledger.models.posting import Entry, Posting

__all__ = ["Account", "Balance", "Closing", "Entry", "Posting"]
