"""Money: what is read, refused, rounded, shared and shown."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.engine.money import MAX_CENTS, Money, format_cents, parse_cents, round_half_up

any_cents = st.integers(-MAX_CENTS, MAX_CENTS)


@given(
    cents=st.integers(-(10**12), 10**12),
    weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(any),
)
def test_a_split_never_gains_or_loses_a_cent(cents: int, weights: list[int]) -> None:
    parts = Money(cents).split(weights)

    assert sum(part.cents for part in parts) == cents


@given(
    cents=st.integers(-(10**12), 10**12),
    weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(any),
)
def test_each_part_of_a_split_is_within_a_cent_of_its_exact_share(
    cents: int, weights: list[int]
) -> None:
    for part, weight in zip(Money(cents).split(weights), weights, strict=True):
        assert abs(part.cents - Fraction(cents * weight, sum(weights))) < 1


@given(cents=any_cents, weights=st.lists(st.integers(1, 10**6), min_size=1, max_size=20))
def test_a_negative_split_mirrors_its_positive(cents: int, weights: list[int]) -> None:
    mirrored = [-part.cents for part in Money(-cents).split(weights)]

    assert [part.cents for part in Money(cents).split(weights)] == mirrored


def test_leftover_cents_go_to_the_largest_remainder_and_then_to_the_first() -> None:
    assert [part.cents for part in Money(100).split([1, 1, 1])] == [34, 33, 33]
    assert [part.cents for part in Money(10).split([1, 2, 6])] == [1, 2, 7]


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_a_split_without_usable_weights_is_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights must be non-negative and not all zero"):
        Money(100).split(weights)


@pytest.mark.parametrize("cents", [1.0, "100", True])
def test_money_is_made_of_whole_cents_only(cents: object) -> None:
    with pytest.raises(TypeError, match="cents must be int"):
        Money(cents)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(5, 2, 3), (-5, 2, -3), (5, -2, -3), (4, 3, 1), (-4, 3, -1), (5, 3, 2), (0, 7, 0), (7, 1, 7)],
)
def test_halves_are_rounded_away_from_zero(numerator: int, denominator: int, rounded: int) -> None:
    assert round_half_up(numerator, denominator) == rounded


@given(numerator=any_cents, denominator=st.integers(1, 10**9))
def test_rounding_never_moves_more_than_half_and_mirrors(numerator: int, denominator: int) -> None:
    rounded = round_half_up(numerator, denominator)

    assert abs(rounded - Fraction(numerator, denominator)) <= Fraction(1, 2)
    assert round_half_up(-numerator, denominator) == -rounded


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1,234.5", 123_450),
        ("$24", 2_400),
        ("-3.00", -300),
        ("\u2212$3.00", -300),
        (" $ 1,000,000.01 ", 100_000_001),
        (".5", 50),
        ("7.", 700),
        ("12.340", 1_234),
        ("0", 0),
        ("+2", 200),
        ("99,999,999,999.99", MAX_CENTS),
    ],
)
def test_an_amount_is_read_as_people_type_it(text: str, cents: int) -> None:
    assert parse_cents(text) == cents


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("12.345", "no more than two decimal places"),
        ("0.001", "no more than two decimal places"),
        ("inf", "Enter an amount in dollars and cents"),
        ("nan", "Enter an amount in dollars and cents"),
        ("1e999", "Enter an amount in dollars and cents"),
        ("1_000", "Enter an amount in dollars and cents"),
        ("1,23.00", "Enter an amount in dollars and cents"),
        ("", "Enter an amount in dollars and cents"),
        (".", "Enter an amount in dollars and cents"),
        ("$", "Enter an amount in dollars and cents"),
        ("--3", "Enter an amount in dollars and cents"),
        ("\u0663", "Enter an amount in dollars and cents"),
        ("9" * 5_000, "Enter an amount in dollars and cents"),
        ("100000000000.00", "at most"),
    ],
)
def test_what_is_not_a_plain_amount_of_cents_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse_cents(text)


@pytest.mark.parametrize(
    ("cents", "text"),
    [(128_400, "$1,284.00"), (-300, "\u2212$3.00"), (0, "$0.00"), (-5, "\u2212$0.05")],
)
def test_an_amount_is_shown_in_dollars_with_a_true_minus(cents: int, text: str) -> None:
    assert format_cents(cents) == text


@given(any_cents)
def test_what_is_shown_reads_back_the_same(cents: int) -> None:
    assert parse_cents(format_cents(cents)) == cents


@given(st.text(max_size=60))
def test_any_text_is_an_amount_or_a_clear_refusal(text: str) -> None:
    try:
        cents = parse_cents(text)
    except ValueError as refusal:
        assert str(refusal).startswith("Enter ")
    else:
        assert abs(cents) <= MAX_CENTS
