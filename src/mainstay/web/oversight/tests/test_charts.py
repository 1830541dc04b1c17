"""The charts' positions."""

from mainstay.web.oversight.charts import columns


def test_columns_share_one_scale() -> None:
    (before, now) = columns([[50, 0], [100, 25]])

    assert [(c.y, c.height) for c in before] == [("32.0", "32.0"), ("64.0", "0.0")]
    assert [(c.y, c.height) for c in now] == [("0.0", "64.0"), ("48.0", "16.0")]


def test_nothing_open_draws_nothing() -> None:
    assert [(c.y, c.height) for c in columns([[0, 0]])[0]] == [("64.0", "0.0")] * 2
