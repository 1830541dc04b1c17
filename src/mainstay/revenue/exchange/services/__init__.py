"""Writes of exchange: one module per verb."""

from mainstay.revenue.exchange.services.progress import advance, finish

__all__ = ["advance", "finish"]
