"""Reads of exchange: one module per question."""

from mainstay.revenue.exchange.queries.lane import (
    lane_progress,
    open_part,
    received_files,
    waiting_parts,
)

__all__ = ["lane_progress", "open_part", "received_files", "waiting_parts"]
