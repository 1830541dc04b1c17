"""`mainstay simulate` as somebody types it."""

import argparse
from pathlib import Path

import pytest

from mainstay.cli import simulate
from mainstay.cli.errors import CommandError


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    simulate.add(parser.add_subparsers())
    return simulate.run(parser.parse_args(["simulate", *arguments]))


def test_it_writes_the_folder_and_says_how_many_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "harbor"
    size = ("--claims", "30", "--months", "2")
    assert run("--out", str(out), "--until", "2026-10-31", *size) == 0
    assert (out / "truth.json").exists()
    assert "files in" in capsys.readouterr().out


def test_the_oracle_reads_what_was_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    size = ("--claims", "6", "--months", "2")
    assert run("--out", str(tmp_path / "a"), "--until", "2026-10-31", *size, "--oracle") == 0
    assert "0 are not valid" in capsys.readouterr().out


def test_it_does_not_mix_two_histories_in_one_folder(tmp_path: Path) -> None:
    (tmp_path / "something.txt").write_text("here before")
    with pytest.raises(CommandError, match="not empty"):
        run("--out", str(tmp_path), "--until", "2026-10-31")


def test_a_date_that_is_none_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="not a date"):
        run("--out", str(tmp_path / "a"), "--until", "yesterday")
