"""A fictional practice, its payers and their files: 18 months of real EDI from one seed.

`write_practice` writes 837P, 999, 277CA, TA1, 835 and a CSV of patients' payments into a folder,
and beside them what is true (`truth.json`, `truth-claims.jsonl`), kept by the simulator's own
books. Pure: no Django, no database, no clock; the same seed and date give the same bytes.
docs/developer/simulator.md says what is planted and how the truth is counted.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from mainstay.simulator import days
from mainstay.simulator.history import write_history

__all__ = ["write_practice"]


def write_practice(
    folder: Path, *, seed: int, until: str | date, claims: int = 12_000, months: int = 18
) -> None:
    """Write the practice's history that ends on ``until`` into ``folder``.

    About ``claims`` claims over ``months`` calendar months, the last one up to ``until``.
    ``truth.json`` is written last, so its presence says that the folder is whole.

    Raises:
        ValueError: ``until`` is not a date, or there is not at least one claim, one month and
            one business day.
    """
    last_day = date.fromisoformat(until) if isinstance(until, str) else until
    if claims < 1 or months < 1:
        raise ValueError("A history has at least one claim and one month.")
    if not days.business_days(days.add_months(last_day.replace(day=1), 1 - months), last_day):
        raise ValueError("A history has at least one business day. Choose a later last day.")
    write_history(folder, seed=seed, until=last_day, claims=claims, months=months)
