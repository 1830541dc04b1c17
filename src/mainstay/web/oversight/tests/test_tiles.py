"""The tiles' words: targets, changes and the sentence that answers the page."""

from datetime import date

from mainstay.oversight.insight.figures import StoredFigure
from mainstay.web.oversight.tiles import answer_of, tiles_of

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def a_figure(name: str, numerator: int, denominator: int, **changes: object) -> StoredFigure:
    fields: dict[str, object] = {
        "name": name, "numerator": numerator, "denominator": denominator,
        "counts": "claims", "unit": "percent", "basis": "",
    }  # fmt: skip
    return StoredFigure(**(fields | changes))  # type: ignore[arg-type]


def a_month(accepted: int, denied: int, open_cents: int) -> dict[str, StoredFigure]:
    figures = [
        a_figure("first_pass_acceptance", accepted, 1_000),
        a_figure("initial_denial_rate", denied, 1_000),
        a_figure("dso", open_cents, 900_000_00, counts="cents", unit="days", days=90),
        a_figure("ar_over_90", 10, 100, counts="cents"),
        a_figure("net_collection_rate", 0, 0, counts="cents"),
    ]
    return {figure.name: figure for figure in figures}


HISTORY = {MAY: a_month(990, 45, 350_000_00), JUNE: a_month(991, 68, 369_000_50)}


def test_a_tile_says_value_target_change_and_both_parts() -> None:
    acceptance, denials, dso, _, net = tiles_of(JUNE, HISTORY)

    assert (denials.number, denials.unit, denials.state) == ("6.8", "%", "just off")
    assert (denials.target, denials.change) == ("Target 5 % or less.", "Up 2.3 from May.")
    assert acceptance.numerator is not None
    assert acceptance.numerator.words == "991 accepted"
    assert dso.numerator is not None
    assert dso.denominator is not None
    assert (dso.number, dso.unit) == ("36.9", "days")
    assert (dso.numerator.words, dso.joint, dso.denominator.words) == (
        "$369,001 open", "÷", "$900,000 charged in 90 days",
    )  # fmt: skip
    assert (net.number, net.unit, net.state, net.change) == ("n/a", "", "not judged", "")


def test_the_trend_has_twelve_months_and_says_those_it_knows() -> None:
    dso = tiles_of(JUNE, HISTORY)[2]

    assert [value is None for value in dso.trend] == [True] * 10 + [False] * 2
    assert (dso.first_month, dso.last_month) == ("Jul", "Jun")
    assert dso.trend_words == "Days in A/R (DSO): May 35.0, Jun 36.9"


def test_the_answer_counts_what_is_off_and_names_what_got_worse() -> None:
    first, movement, rest = answer_of(tiles_of(JUNE, HISTORY), JUNE)

    assert first == "None is off target; one is just off."
    assert movement == "First-pass denial rate rose 2.3 points to 6.8 %."
    assert rest == ""


def test_the_answer_of_a_good_month_says_so() -> None:
    calm = {MAY: a_month(990, 45, 350_000_00), JUNE: a_month(990, 45, 350_000_00)}

    assert answer_of(tiles_of(JUNE, calm), JUNE) == (
        "All are on target.", "", "Nothing moved the wrong way since May.",
    )  # fmt: skip


def test_a_month_without_history_is_not_judged() -> None:
    empty = {JUNE: {"dso": a_figure("dso", 0, 0, unit="days", days=1)}}

    assert answer_of(tiles_of(JUNE, empty), JUNE)[0].startswith("Nothing can be judged yet")
