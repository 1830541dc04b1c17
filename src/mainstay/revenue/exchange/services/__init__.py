"""Writes of exchange: one module per verb."""

from mainstay.revenue.exchange.services.chunks import Chunk, in_chunks
from mainstay.revenue.exchange.services.progress import advance, finish, finish_together

__all__ = ["Chunk", "advance", "finish", "finish_together", "in_chunks"]
