"""`mainstay x12 write | ack | split | mask | diff`: what they make and how they end."""

import pytest

from mainstay.cli.main import main
from mainstay.engine import x12
from mainstay.engine.x12.tests.samples import (
    body_835,
    body_837p,
    claim,
    file_835,
    file_837p,
    subscriber,
)

ENVELOPE = ["--sender", "PRACTICE", "--receiver", "30:CLEARING", "--control", "41",
            "--at", "2026-01-16T08:00"]  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    two = body_837p(subscriber(2, claim("A"), claim("B")))
    (tmp_path / "good.837").write_bytes(file_837p(two, body_837p()))
    (tmp_path / "changed.837").write_bytes(
        file_837p(two, body_837p()).replace(b"CLM*B*250*", b"CLM*B*251*")
    )
    (tmp_path / "remit.835").write_bytes(file_835(body_835()))
    (tmp_path / "not.837").write_text("hello")
    return tmp_path


def run(folder, name, file, *more):
    return main(["x12", name, str(folder / file), *more])


def test_what_json_prints_can_be_written(folder, capsys):
    run(folder, "json", "good.837")
    (folder / "claims.jsonl").write_text(capsys.readouterr().out)
    out = folder / "new.837"
    more = [*ENVELOPE, "--contact", "Desk", "--phone", "5555550100", "--out", str(out)]

    assert run(folder, "write", "claims.jsonl", *more) == 0
    assert list(x12.check(out)) == []
    assert list(x12.diff(folder / "good.837", out)) == []


def test_what_would_be_rejected_is_written_only_by_force(folder, capsys):
    run(folder, "json", "changed.837")
    (folder / "claims.jsonl").write_text(capsys.readouterr().out)
    more = [*ENVELOPE, "--contact", "Desk", "--phone", "5555550100"]

    assert run(folder, "write", "claims.jsonl", *more) == 2
    assert "nothing was written" in capsys.readouterr().err
    assert run(folder, "write", "claims.jsonl", *more, "--force") == 0
    captured = capsys.readouterr()
    assert "CLM02 251.00 must be the sum of the lines" in captured.err
    assert captured.out.startswith("ISA*")


def test_lines_that_are_no_records_are_told(folder, capsys):
    assert run(folder, "write", "not.837", *ENVELOPE) == 2
    assert "Line 1 is no record" in capsys.readouterr().err


def test_a_file_is_answered(folder, capsys):
    assert run(folder, "ack", "good.837", *ENVELOPE, "--ta1", "always", "--lines") == 0
    lines = capsys.readouterr().out.splitlines()

    assert lines[1] == "TA1*000000001*260115*0930*A*000~"
    assert "AK9*A*2*2*2~" in lines


def test_claims_are_answered(folder, capsys):
    assert (
        run(folder, "ack", "changed.837", *ENVELOPE, "--claims", "--payer", "P", "--payer-id", "1")
        == 0
    )
    answers = list(x12.read(capsys.readouterr().out.encode()))

    assert [one.action for one in answers if isinstance(one, x12.ClaimStatus277)] == [
        "WQ",
        "U",
        "WQ",
    ]


def test_a_file_is_split(folder, capsys):
    assert run(folder, "split", "good.837", "--claims", "1", "--folder", str(folder / "parts")) == 0

    names = [path.rsplit("/", 1)[1] for path in capsys.readouterr().out.split()]
    assert names == ["good-0001.837", "good-0002.837", "good-0003.837"]
    assert list(x12.check(folder / "parts" / "good-0002.837")) == []


def test_a_file_is_masked(folder, capsys):
    assert run(folder, "mask", "good.837", "--key", "k", "--out", str(folder / "masked.837")) == 0
    assert b"DOE" not in (folder / "masked.837").read_bytes()
    assert list(x12.check(folder / "masked.837")) == []


def test_files_are_compared_by_what_they_say(folder, capsys):
    assert run(folder, "diff", "good.837", str(folder / "good.837")) == 0
    assert run(folder, "diff", "good.837", str(folder / "changed.837")) == 1
    assert "Claim837 B: charge_cents was 25000, is 25100" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["ack", "split", "mask", "diff"])
def test_what_is_not_x12_is_told_on_stderr(folder, capsys, name):
    more = {"ack": ENVELOPE, "diff": [str(folder / "good.837")], "split": ["--folder", str(folder)]}

    assert run(folder, name, "not.837", *more.get(name, [])) == 2
    assert "This is not X12" in capsys.readouterr().err


def test_only_claims_can_be_counted(folder, capsys):
    assert run(folder, "split", "remit.835", "--claims", "2", "--folder", str(folder)) == 2
    assert "Only an 837" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["write", "ack", "split", "mask", "diff"])
def test_help_has_examples_and_exit_codes(capsys, name):
    with pytest.raises(SystemExit):
        main(["x12", name, "--help"])
    text = capsys.readouterr().out

    assert f"./mainstay x12 {name}" in text
    assert "Exit codes" in text
