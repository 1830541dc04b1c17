"""`mainstay x12`: what it prints and how it ends."""

import json

import pytest

from mainstay.cli.main import main
from mainstay.engine.x12.tests.samples import (
    body_277ca,
    body_835,
    body_837p,
    body_999,
    file_277ca,
    file_835,
    file_837p,
    file_999,
)


@pytest.fixture
def folder(tmp_path):
    good = file_837p(body_837p())
    (tmp_path / "good.837").write_bytes(good)
    (tmp_path / "warned.837").write_bytes(good.replace(b"LX*2~", b"LX*7~"))
    (tmp_path / "bad.837").write_bytes(good.replace(b"11:B:1", b"11:Q:1"))
    (tmp_path / "not.837").write_bytes(b"Dear Sir or Madam")
    return tmp_path


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["good.837"], 0),
        (["warned.837"], 0),
        (["bad.837"], 1),
        (["not.837"], 2),
        (["missing.837"], 2),
        (["bad.837", "good.837"], 1),
        (["bad.837", "not.837", "good.837"], 2),
    ],
)
def test_exit_codes_of_check(folder, names, code):
    assert main(["x12", "check", *(str(folder / name) for name in names)]) == code


def test_check_says_where_and_what_was_expected(folder, capsys):
    main(["x12", "check", str(folder / "bad.837")])
    [told] = capsys.readouterr().out.splitlines()

    assert "error 000000001/7/0001 segment 21 (19 in ST) loop 2300 CLM05-2" in told
    assert told.endswith("[element-code 7] CLM05-2 must be one of B.")


def test_check_as_json_is_one_object_a_line(folder, capsys):
    main(["x12", "check", "--json", str(folder / "bad.837"), str(folder / "warned.837")])
    first, second = map(json.loads, capsys.readouterr().out.splitlines())

    assert (first["rule"], first["severity"], first["loop"]) == ("element-code", "error", "2300")
    assert (first["segment_id"], first["element"], first["component"]) == ("CLM", 5, 2)
    assert first["at"]["st02"] == "0001"
    assert (second["rule"], second["severity"]) == ("line-number", "warning")


def test_what_is_not_x12_is_told_on_stderr(folder, capsys):
    main(["x12", "check", str(folder / "not.837")])
    told = capsys.readouterr()

    assert told.out == ""
    assert "This is not X12" in told.err


@pytest.mark.parametrize(
    ("data", "kinds"),
    [
        (file_837p(body_837p()), ["Claim837"]),
        (file_835(body_835()), ["Remit835", "ClaimPayment835", "RemitEnd835"]),
        (file_999(body_999()), ["SetAck999", "SetAck999", "GroupAck999"]),
        (file_277ca(body_277ca()), ["BatchStatus277"] * 2 + ["ClaimStatus277"] * 2),
    ],
)
def test_json_shows_each_record_with_its_position(tmp_path, capsys, data, kinds):
    path = tmp_path / "file.edi"
    path.write_bytes(data)

    assert main(["x12", "json", str(path)]) == 0
    shown = [json.loads(one) for one in capsys.readouterr().out.splitlines()]
    assert [one["record"] for one in shown] == kinds
    assert all(one["at"]["segment"] > 0 for one in shown)


def test_json_of_what_is_not_x12(folder, capsys):
    assert main(["x12", "json", str(folder / "not.837")]) == 2


@pytest.mark.parametrize("command", ["check", "json"])
def test_help_has_an_example_and_exit_codes(command, capsys):
    with pytest.raises(SystemExit):
        main(["x12", command, "--help"])
    told = capsys.readouterr().out

    assert "./mainstay x12" in told
    assert "Exit codes" in told
