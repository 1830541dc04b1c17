"""`mainstay month`."""

import argparse
import json
from datetime import UTC, datetime

import pytest
import time_machine

from mainstay.cli import month
from mainstay.cli.errors import CommandError
from mainstay.oversight.insight.testing import Books
from mainstay.oversight.insight.testing.golden import golden_books

pytestmark = pytest.mark.django_db

LATE_ON_JUNE_30 = datetime(2026, 7, 1, 2, tzinfo=UTC)  # 22:00 in New York


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    month.add(parser.add_subparsers())
    with time_machine.travel(LATE_ON_JUNE_30, tick=False):
        return month.run(parser.parse_args(["month", *arguments]))


def test_the_json_holds_each_number_with_its_parts(capsys: pytest.CaptureFixture[str]) -> None:
    golden_books()

    exit_code = run("--practice", "seaside", "--month", "2026-06", "--json")

    told = json.loads(capsys.readouterr().out)
    metrics = {metric["name"]: metric for metric in told["metrics"]}
    assert exit_code == 0
    assert (told["practice"], told["month"]) == ("seaside", "2026-06")
    assert metrics["dso"] | {"basis": ""} == {
        "name": "dso",
        "value": 30.4,
        "numerator": 710_00,
        "denominator": 2_100_00,
        "unit": "days",
        "basis": "",
    }
    assert metrics["ar_over_90"]["value"] == 22.5
    assert metrics["clean_claim_rate"]["value"] is None
    assert [metrics[f"ar_{bucket}"]["value"] for bucket in ("0_30", "31_60", "61_90")] == [
        340_00,
        188_00,
        22_00,
    ]
    assert metrics["ar_121_plus"]["value"] == 0
    assert metrics["receivable"]["value"] == metrics["ar_open"]["value"] == 710_00


def test_the_table_shows_the_newest_month(capsys: pytest.CaptureFixture[str]) -> None:
    golden_books()

    assert run("--practice", "seaside") == 0

    told = capsys.readouterr().out
    assert "seaside, June 2026 (as of 2026-06-30)" in told
    assert "30.4 days" in told
    assert "$710.00" in told


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--practice", "nowhere"], "there is no practice nowhere"),
        (["--practice", "seaside"], "seaside has no claims yet"),
        (["--practice", "seaside", "--month", "June"], "Write a month as 2026-03, not 'June'."),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(arguments: list[str], sentence: str) -> None:
    Books.opened("seaside")

    with pytest.raises(CommandError, match=sentence):
        run(*arguments)


def test_a_month_without_facts_names_the_months_there_are() -> None:
    golden_books()

    with pytest.raises(CommandError, match="from 2026-03 to 2026-06"):
        run("--practice", "seaside", "--month", "2025-01")
