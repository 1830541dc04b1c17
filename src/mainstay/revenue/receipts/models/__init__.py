"""Tables of receipts."""

from mainstay.revenue.receipts.models.receipt import Receipt

__all__ = ["Receipt"]
