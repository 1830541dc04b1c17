"""Deadlines by class, payer and level, and the order of the denial queue."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.engine import codes
from mainstay.engine.posting import Deadline, denial_deadline, filing_deadline, priority_cents

ANSWERED = date(2026, 5, 8)
SERVED = date(2026, 4, 15)


def act_by(deadline_class: str, payer_type: str, **changes: object) -> date | None:
    rules = codes.payer_rules(payer_type)
    return denial_deadline(
        deadline_class, rules, answered_on=ANSWERED, service_on=SERVED, **changes
    ).act_by


@pytest.mark.parametrize(
    ("deadline_class", "payer_type", "by"),
    [
        ("DA", "medicare_ffs", date(2026, 9, 5)),
        ("DA", "medicare_advantage", date(2026, 7, 12)),
        ("DA", "medicaid_ffs", date(2026, 7, 7)),
        ("DA", "commercial_par", date(2026, 11, 4)),
        ("DC", "commercial_par", date(2026, 11, 4)),
        ("DC", "medicare_ffs", date(2027, 5, 8)),
        ("DC", "bcbs", date(2027, 5, 8)),
        ("DR", "bcbs", date(2026, 6, 7)),
        ("DT", "medicare_ffs", date(2027, 4, 15)),
        ("DT", "tricare", date(2027, 4, 15)),
        ("DT", "commercial_par", date(2026, 7, 14)),
        ("DT", "fehb", date(2027, 12, 31)),
        ("DT", "self_pay", None),
        ("DC", "self_pay", None),
        ("DN", "medicare_ffs", None),
    ],
)
def test_each_class_has_its_clock(deadline_class: str, payer_type: str, by: date | None) -> None:
    assert act_by(deadline_class, payer_type) == by


@pytest.mark.parametrize(("level", "days"), [(2, 180), (3, 60), (4, 60), (5, 60), (6, 60)])
def test_medicares_later_levels_count_from_the_decision_before(level: int, days: int) -> None:
    assert act_by("DA", "medicare_ffs", level=level) == ANSWERED + timedelta(days=days)


def test_a_second_level_elsewhere_is_a_safe_floor_and_says_so() -> None:
    rules = codes.payer_rules("bcbs")

    assert denial_deadline(
        "DA", rules, answered_on=ANSWERED, service_on=SERVED, level=2
    ) == Deadline(date(2026, 7, 7), "60 days assumed for level 2; the payer's letter counts")


def test_the_date_in_the_payers_letter_wins() -> None:
    assert act_by("DR", "bcbs", letter_by=date(2026, 6, 22)) == date(2026, 6, 22)


def test_a_contract_that_knows_better_takes_the_seeds_place() -> None:
    rules = replace(codes.payer_rules("commercial_par"), appeal_days_level1=65)

    assert denial_deadline("DA", rules, answered_on=ANSWERED, service_on=SERVED) == Deadline(
        date(2026, 7, 12), "65 days from the 835"
    )


def test_a_calendar_year_from_a_leap_day_ends_on_the_safe_side() -> None:
    assert filing_deadline(codes.payer_rules("medicare_ffs"), date(2028, 2, 29)).act_by == date(
        2029, 2, 28
    )
    assert filing_deadline(codes.payer_rules("medicare_ffs"), date(2027, 3, 1)).act_by == date(
        2028, 3, 1
    )


@given(
    st.sampled_from(["DA", "DC", "DR", "DT", "DN", "??"]),
    st.sampled_from(codes.payer_types()),
    st.integers(1, 8),
)
def test_a_deadline_never_lies_before_the_clock_starts_and_names_its_rule(
    deadline_class: str, payer_type: str, level: int
) -> None:
    deadline = denial_deadline(
        deadline_class,
        codes.payer_rules(payer_type),
        answered_on=ANSWERED,
        service_on=SERVED,
        level=level,
    )

    assert deadline.rule
    assert deadline.act_by is None or deadline.act_by > SERVED


@pytest.mark.parametrize(
    ("days_left", "cents"),
    [(None, 40_00), (60, 40_00), (30, 40_00), (15, 60_00), (0, 80_00), (-20, 80_00)],
)
def test_a_denial_is_worth_its_chance_and_more_as_its_deadline_nears(
    days_left: int | None, cents: int
) -> None:
    by = None if days_left is None else ANSWERED + timedelta(days=days_left)

    assert priority_cents(100_00, 4_000, by, ANSWERED) == cents
