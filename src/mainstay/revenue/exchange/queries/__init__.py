"""Reads of exchange: one module per question."""

from mainstay.revenue.exchange.queries.lane import next_part, open_part, received_files

__all__ = ["next_part", "open_part", "received_files"]
