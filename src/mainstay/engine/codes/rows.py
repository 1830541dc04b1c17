"""Reads the CSV tables that ship beside this package."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib import resources


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of ``data/{name}`` as they stand, keyed by the header."""
    table = resources.files("mainstay.engine.codes").joinpath("data", name)
    with table.open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)
