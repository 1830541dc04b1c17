"""The window of each level of appeal, by type of payer."""

from datetime import date

import pytest

from mainstay.engine import codes
from mainstay.revenue.denials.deadlines import level_of, levels

APRIL_17 = date(2026, 4, 17)


@pytest.mark.parametrize(
    ("payer_type", "number", "name", "ends_on"),
    [
        ("medicare_ffs", 1, "Redetermination", date(2026, 8, 15)),  # 120 days
        ("medicare_ffs", 2, "Reconsideration by a QIC", date(2026, 10, 14)),  # 180
        ("medicare_ffs", 3, "Hearing (OMHA)", date(2026, 6, 16)),  # 60
        ("medicare_advantage", 1, "Payment appeal", date(2026, 6, 21)),  # 65
        ("commercial_par", 1, "First appeal", date(2026, 10, 14)),  # 180
        ("commercial_par", 3, "External review", date(2026, 8, 15)),  # four months
        ("medicaid_ffs", 1, "First appeal", date(2026, 6, 16)),  # 60
    ],
)
def test_a_level_ends_its_days_after_what_starts_it(payer_type, number, name, ends_on):
    found = level_of(payer_type, number, APRIL_17)
    assert (found.name, found.ends_on) == (name, ends_on)


def test_a_level_without_a_fixed_window_has_none():
    assert level_of("medicaid_ffs", 3, APRIL_17).ends_on is None


def test_a_type_without_rules_has_those_of_a_contracted_commercial_payer():
    assert level_of("unheard_of", 1, APRIL_17) == level_of("commercial_par", 1, APRIL_17)


def test_every_type_of_payer_has_three_levels_and_the_first_agrees_with_its_rules():
    for payer_type in codes.payer_types():
        assert [one.number for one in levels(payer_type, APRIL_17)] == [1, 2, 3]
        first = codes.appeal_level(payer_type, 1).days
        assert first == codes.payer_rules(payer_type).appeal_days_level1
