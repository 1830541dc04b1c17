"""The ledger's verbs."""

from mainstay.foundation.ledger.services.mirror import mirror
from mainstay.foundation.ledger.services.post import post, post_many

__all__ = ["mirror", "post", "post_many"]
