"""The child that reads files: what it answered is heard, however its answers arrive."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from mainstay.foundation.files import store
from mainstay.pipelines import reader_process
from mainstay.pipelines.reader_process import ReaderProcess
from mainstay.revenue.exchange.models import File

PAYMENTS = "date,claim number,patient,amount\n2026-03-16,{number},Test,25.51\n"


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[list[File]]:
    """Two sound files that nobody has read."""
    contents = [PAYMENTS.format(number=number).encode() for number in ("A1", "A2")]
    with override_settings(FILE_STORE=tmp_path / "store"):
        yield [File(sha256=store.put(content).sha256) for content in contents]


def test_answers_that_came_together_are_both_heard(
    waiting: list[File], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_process, "AHEAD", 3)  # both are asked for before one is heard
    monkeypatch.setattr(reader_process, "SECONDS_PER_FILE", 15)

    def a_busy_moment() -> Iterator[File]:
        yield from waiting
        time.sleep(4)

    with ReaderProcess() as reader:
        found = [(file.sha256, reading.state) for file, reading in reader.readings(a_busy_moment())]

    assert found == [(file.sha256, "parsed") for file in waiting]
