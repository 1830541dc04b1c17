"""Plain labels for common office procedure numbers, in our own words.

The code owner's descriptions are licensed and never shipped; a practice that holds a licence
loads its own file. These labels only spare a reader from bare numbers.
"""

from __future__ import annotations

from functools import cache

from mainstay.engine.codes.rows import rows


def procedure_label(code: str) -> str:
    """Our label for a procedure number, such as "Office visit, established, low"; else ""."""
    return _labels().get(code.strip().upper(), "")


@cache
def _labels() -> dict[str, str]:
    return {row["code"]: row["label"] for row in rows("procedure_labels.csv")}
