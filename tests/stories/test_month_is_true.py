"""The month page's figures against what the simulator knows to be true by its own books."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from mainstay.cli.main import main as mainstay

FIGURES = (
    "first_pass_acceptance",
    "initial_denial_rate",
    "initial_denial_rate_dollars",
    "dso",
    "ar_over_90",
    "net_collection_rate",
    "net_collection_rate_12_months",
)


def test_every_month_says_what_is_true_to_the_cent(
    practice: str, history: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    truth = json.loads((history / "truth.json").read_text())["months"][-12:]
    capsys.readouterr()
    for month in truth:
        assert mainstay(["month", "--practice", practice, "--month", month["month"], "--json"]) == 0
        shown = {one["name"]: one for one in json.loads(capsys.readouterr().out)["metrics"]}
        for name in FIGURES:
            true = month["metrics"][name]

            assert (shown[name]["numerator"], shown[name]["denominator"]) == (
                true["numerator"],
                true["denominator"],
            ), f"{name} of {month['month']}"


def test_the_aging_says_what_is_true_to_the_cent(
    practice: str, history: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    month = json.loads((history / "truth.json").read_text())["months"][-1]
    true = month["metrics"]["aging"]
    capsys.readouterr()

    mainstay(["month", "--practice", practice, "--month", month["month"], "--json"])
    shown = {one["name"]: one["value"] for one in json.loads(capsys.readouterr().out)["metrics"]}

    names = {
        "ar_0_30": "0-30", "ar_31_60": "31-60", "ar_61_90": "61-90", "ar_91_120": "91-120",
        "ar_121_plus": "121+", "ar_credits": "credits", "ar_insurance": "insurance",
        "ar_patients": "patient",
    }  # fmt: skip
    assert {name: shown[name] for name in names} == {name: true[key] for name, key in names.items()}


def test_the_value_shown_is_numerator_over_denominator(
    practice: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    mainstay(["month", "--practice", practice, "--month", "2026-06", "--json"])
    shown = {one["name"]: one for one in json.loads(capsys.readouterr().out)["metrics"]}

    acceptance = shown["first_pass_acceptance"]
    exact = Fraction(acceptance["numerator"], acceptance["denominator"]) * 100
    assert abs(Fraction(str(acceptance["value"])) - exact) <= Fraction(1, 20)
