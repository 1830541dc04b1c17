"""The month page's figures against a sum made by hand, straight from the files.

``tests.support.plain_edi`` cuts the files at their separators and knows nothing of the product,
nor of the simulator's books.
"""

import json
from calendar import monthrange
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.support import plain_edi
from tests.support.plain_edi import Folder

from mainstay.cli.main import main as mainstay

MONTHS = ("2025-11", "2026-03", "2026-06")
BUCKETS = {
    "ar_0_30": "0-30", "ar_31_60": "31-60", "ar_61_90": "61-90", "ar_91_120": "91-120",
    "ar_121_plus": "121+", "ar_credits": "credits",
}  # fmt: skip


@pytest.fixture(scope="session")
def files(history: Path) -> Folder:
    return plain_edi.read_folder(history)


def shown_in(
    month: str, practice: str, capsys: pytest.CaptureFixture[str]
) -> dict[str, dict[str, Any]]:
    """The figures that ``mainstay month`` prints, by name."""
    capsys.readouterr()
    assert mainstay(["month", "--practice", practice, "--month", month, "--json"]) == 0
    return {one["name"]: one for one in json.loads(capsys.readouterr().out)["metrics"]}


def days_of(month: str) -> tuple[date, date]:
    """The first and the last day."""
    first = date.fromisoformat(f"{month}-01")
    return first, first.replace(day=monthrange(first.year, first.month)[1])


@pytest.mark.parametrize("month", MONTHS)
def test_each_rate_is_what_the_files_add_up_to(
    month: str, practice: str, files: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    first, last = days_of(month)
    by_hand = {
        "first_pass_acceptance": plain_edi.first_pass_acceptance(files, first, last),
        "initial_denial_rate": plain_edi.initial_denial_rate(files, first, last),
        "dso": plain_edi.dso(files, last),
        "net_collection_rate": plain_edi.net_collection(files, last),
    }
    assert all(denominator > 0 for _, denominator in by_hand.values())

    shown = shown_in(month, practice, capsys)

    told = {name: (shown[name]["numerator"], shown[name]["denominator"]) for name in by_hand}
    assert told == by_hand


@pytest.mark.parametrize("month", MONTHS)
def test_each_age_of_what_is_owed_is_what_the_files_add_up_to(
    month: str, practice: str, files: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    _, last = days_of(month)
    by_hand = plain_edi.aging(files, last)
    assert sum(by_hand.values()) > 0

    shown = shown_in(month, practice, capsys)

    assert {key: shown[name]["value"] for name, key in BUCKETS.items()} == by_hand
