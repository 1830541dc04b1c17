"""Plain labels for common office procedure numbers, in our own words.

The code owner's descriptions are licensed and never shipped; a practice that holds a licence
loads its own file. These labels only spare a reader from bare numbers.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources


def procedure_label(code: str) -> str:
    """Our label for a procedure number, such as "Office visit, established, low"; else ""."""
    return _labels().get(code.strip().upper(), "")


@cache
def _labels() -> dict[str, str]:
    table = resources.files("mainstay.engine.codes").joinpath("data", "procedure_labels.csv")
    with table.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row["label"] for row in csv.DictReader(lines)}
