"""Short, tiny and oddly ending histories are as sound as the demo's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mainstay.simulator import write_practice
from mainstay.simulator.tests.reading import remits


@pytest.mark.parametrize(
    ("until", "claims", "months"),
    [
        ("2026-11-01", 40, 18),  # a Sunday, the first of its month
        ("2026-02-28", 1, 18),
        ("2028-02-29", 60, 14),
        ("2026-01-02", 25, 1),
        ("2026-12-25", 30, 3),
    ],
)
def test_it_closes_every_month_and_balances(
    tmp_path: Path, until: str, claims: int, months: int
) -> None:
    write_practice(tmp_path, seed=3, until=until, claims=claims, months=months)
    truth = json.loads((tmp_path / "truth.json").read_text())
    assert len(truth["months"]) == months
    assert truth["months"][-1]["as_of"] == until
    for remit in remits(tmp_path):
        plb = sum(amount for _, _, amount in remit.provider_adjustments)
        assert remit.paid == sum(one.paid for one in remit.payments) - plb


def test_a_history_without_a_business_day_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="business day"):
        write_practice(tmp_path, seed=7, until="2026-11-01", months=1)
