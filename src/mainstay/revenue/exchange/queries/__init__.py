"""Reads of exchange: one module per question."""

from mainstay.revenue.exchange.queries.lane import open_part, received_files, waiting_parts

__all__ = ["open_part", "received_files", "waiting_parts"]
