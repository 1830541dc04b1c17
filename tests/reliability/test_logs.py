"""Log lines are JSON and cannot hold a patient, whatever is thrown at them."""

import io
import json
import logging

import pytest

from mainstay.foundation import logs

PHI = "ZZPHI Marigold 1958-04-17"


@pytest.fixture
def logger():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonFormatter())
    found = logging.Logger("mainstay.test")
    found.addHandler(handler)
    found.lines = lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    return found


def test_a_line_says_when_how_grave_and_what(logger):
    logger.warning("job_failed", extra={"job": 7, "kind": "exchange.parse"})

    line = logger.lines()[0]
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "level": "warning",
        "logger": "mainstay.test",
        "event": "job_failed",
        "job": 7,
        "kind": "exchange.parse",
    }


def test_a_key_that_is_not_on_the_list_is_dropped(logger):
    logger.info("viewed", extra={"patient": PHI, "sql": PHI, "user_id": 4})

    assert PHI not in json.dumps(logger.lines())
    assert logger.lines()[0]["user_id"] == 4


def test_a_message_is_never_filled_in(logger):
    logger.info("Not Found: %s", f"/patients/{PHI}")

    assert logger.lines()[0]["event"] == "Not Found: %s"


def test_of_an_exception_only_its_type_and_place_remain(logger):
    try:
        raise ValueError(f"cannot read {PHI}")
    except ValueError:
        logger.exception("broke")

    line = logger.lines()[0]
    assert line["error"].startswith("ValueError in ")
    assert "test_of_an_exception_only_its_type_and_place_remain" in line["error"]
    assert PHI not in json.dumps(line)


def test_an_exceptions_words_are_left_out_where_they_are_the_message(logger):
    try:
        raise ValueError(PHI)
    except ValueError as error:
        logger.error(str(error), exc_info=error)

    assert logger.lines()[0]["event"] == "ValueError"
    assert PHI not in json.dumps(logger.lines())


def test_what_breaks_a_line_is_escaped(logger):
    logger.info("a\r\nforged: line", extra={"route": "x\ny"})

    assert [line["route"] for line in logger.lines()] == ["x\ny"]


def test_structlog_writes_the_same_lines():
    said = {"event": "job_failed", "job": 7, "payload": PHI}
    line = json.loads(logs.render(None, "warning", said))

    assert (line["event"], line["job"], line["level"]) == ("job_failed", 7, "warning")
    assert PHI not in json.dumps(line)
