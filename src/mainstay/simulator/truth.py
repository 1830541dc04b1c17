"""What is true: each month's figures and each claim's end, from the simulator's own books."""

from __future__ import annotations

from datetime import date

from mainstay.simulator.world import World


def close_month(world: World, as_of: date) -> None:
    """Take the figures of a month at the end of the day ``as_of``."""


def write(world: World) -> None:
    """Write truth-claims.jsonl, then truth.json: the last file, so its presence says "whole"."""
    world.folder.write_json("truth.json", {"seed": world.seed, "until": world.until.isoformat()})
