"""The charts' positions."""

from fractions import Fraction

from mainstay.web.oversight.charts import columns, trend


def test_a_line_runs_from_the_lowest_to_the_highest_value_and_the_target() -> None:
    drawn = trend([Fraction(10), Fraction(20), Fraction(30)], Fraction(15))

    assert drawn.path == "M4.0 58.0 L84.0 35.0 L164.0 12.0"
    assert drawn.last == ("164.0", "12.0")
    assert drawn.goal_y == "46.5"


def test_a_month_without_a_value_is_a_gap_and_a_lone_month_a_point() -> None:
    drawn = trend([Fraction(1), None, Fraction(2), Fraction(2), None], None)

    assert drawn.path == "M4.0 58.0 M84.0 12.0 L124.0 12.0"
    assert drawn.lone == (("4.0", "58.0"),)
    assert drawn.last is None
    assert drawn.goal_y == ""


def test_without_any_value_nothing_is_drawn() -> None:
    assert trend([None] * 12, None).path == ""


def test_columns_share_one_scale() -> None:
    (before, now) = columns([[50, 0], [100, 25]])

    assert [(c.y, c.height) for c in before] == [("32.0", "32.0"), ("64.0", "0.0")]
    assert [(c.y, c.height) for c in now] == [("0.0", "64.0"), ("48.0", "16.0")]
