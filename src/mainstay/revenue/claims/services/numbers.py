"""Note the numbers by which somebody names a claim."""

from collections.abc import Iterable

from mainstay.foundation.db import rows
from mainstay.revenue.claims.models import Identifier


def add_numbers(practice_id: int, numbers: Iterable[tuple[int, str, str]]) -> None:
    """Note (claim, kind, number). Known ones stay as they are."""
    rows.insert(
        Identifier,
        ("practice", "claim", "kind", "value"),
        [(practice_id, *number) for number in sorted(set(numbers))],
        on_conflict="(claim_id, kind, value) DO NOTHING",
    )
