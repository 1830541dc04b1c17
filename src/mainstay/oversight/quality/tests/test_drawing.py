"""A sample is random, stratified and can be drawn again by anyone; a week out of line is seen."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.oversight.quality.drawing import draw, seed_of
from mainstay.oversight.quality.limits import Line, Week, is_out_of_line, line_for

keys = st.integers(0, 400).map(lambda number: [f"k{one}" for one in range(number)])
populations = st.dictionaries(st.sampled_from("ABCDEFG"), keys)


@given(population=populations, size=st.integers(1, 60), seed=st.integers(0, 2**32))
def test_it_has_the_size_asked_for_and_somebody_of_every_stratum(population, size, seed) -> None:
    drawn = draw(population, size, seed)

    strata = {name for name, keys in population.items() if keys}
    total = sum(map(len, population.values()))
    assert len(drawn) == len(set(drawn)) == min(total, max(size, len(strata)))
    assert {name for name, _ in drawn} == strata
    assert all(key in population[name] for name, key in drawn)


@given(population=populations, size=st.integers(1, 60), seed=st.integers(0, 2**32))
def test_the_same_seed_draws_the_same_whatever_the_order(population, size, seed) -> None:
    turned = {name: list(reversed(population[name])) for name in reversed(population)}

    assert draw(turned, size, seed) == draw(population, size, seed)


def test_strata_have_their_part() -> None:
    population = {"A": [f"a{one}" for one in range(80)], "B": [f"b{one}" for one in range(20)]}

    drawn = [name for name, _ in draw(population, 12, 1)]

    assert (drawn.count("A"), drawn.count("B")) == (9, 3)


def test_another_week_or_practice_has_another_seed() -> None:
    monday = date(2026, 3, 2)

    assert seed_of("demo", monday) == 0x1086C82A
    assert (
        len({seed_of("demo", monday), seed_of("demo", date(2026, 3, 9)), seed_of("x", monday)}) == 3
    )


def test_the_limit_is_three_sigma_under_the_pooled_share() -> None:
    weeks = [Week(12, 11)] * 10  # p = 0.9166; 3 sqrt(p (1 - p) / 12) = 0.2394

    assert line_for(weeks, 12) == Line(9166, 6772)


@pytest.mark.parametrize(("sound", "expected"), [(8, False), (7, True)])
def test_a_week_under_its_limit_is_out_of_line(sound: int, expected: bool) -> None:
    weeks = [*[Week(12, 11)] * 10, Week(12, sound)]

    assert is_out_of_line(weeks[-1], line_for(weeks, 12)) is expected


def test_three_weeks_tell_nothing_yet() -> None:
    assert line_for([Week(12, 12)] * 3, 12) is None
