"""The children that read files: each file gets its answer, in order, whatever the others do."""

import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from mainstay.engine import x12
from mainstay.engine.x12.tests.samples import body_837p, file_837p
from mainstay.foundation.files import store
from mainstay.pipelines import reader_process
from mainstay.pipelines.reader_process import Readers
from mainstay.revenue.exchange import transcripts
from mainstay.revenue.exchange.models import File, Part

PAYMENTS = "date,claim number,patient,amount\n2026-03-16,{number},Test,25.51\n"
TROUBLED_READER = """
import os, time
from mainstay.pipelines import reader

def read(path, transcript_path, soundly=reader.read):
    content = path.read_bytes()
    if b"HANG" in content:
        time.sleep(600)
    if b"DIE" in content:
        os._exit(1)
    if b"SLOW" in content:
        time.sleep(1)
    return soundly(path, transcript_path)

reader.read = read
reader.main()
"""


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path) -> Iterator[None]:
    with override_settings(FILE_STORE=tmp_path / "store", TRANSCRIPTS=tmp_path / "transcripts"):
        yield


@pytest.fixture
def troubled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers that hang, die or dawdle over a file that says so."""
    program = tmp_path / "troubled_reader.py"
    program.write_text(TROUBLED_READER)
    monkeypatch.setattr(reader_process, "READER", [sys.executable, str(program)])


def kept(*numbers: str) -> list[File]:
    """Payments files that nobody has read, each for one claim number."""
    contents = [PAYMENTS.format(number=number).encode() for number in numbers]
    return [File(sha256=store.put(one).sha256, size=len(one)) for one in contents]


def a_claim_file(*, bytes_lost: int = 0) -> tuple[File, bytes]:
    """An 837P that nobody has read, and what is in it."""
    whole = file_837p(body_837p())
    said = whole[: len(whole) - bytes_lost]
    return File(sha256=store.put(said).sha256, size=len(said)), said


def states(files: list[File], most: int = 2) -> list[str]:
    """What the readers say of the files, each answer being the file's own and in its turn."""
    with Readers(transcripts.folder(1), most) as readers:
        found = list(readers.readings(files))
    assert [file for file, _ in found] == files
    return [reading.state for _, reading in found]


def test_answers_that_came_together_are_both_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_process, "SECONDS_PER_FILE", 15)
    waiting = kept("A1", "A2")

    def a_busy_moment() -> Iterator[File]:
        yield from waiting
        time.sleep(4)

    with Readers(transcripts.folder(1), 1) as readers:
        found = [
            (file.sha256, reading.state) for file, reading in readers.readings(a_busy_moment())
        ]

    assert found == [(file.sha256, "parsed") for file in waiting]


def test_what_was_found_comes_in_the_order_of_the_files(
    troubled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_process, "AHEAD", 1)  # so that the second reads past the first
    files = kept("SLOW", *(f"A{number}" for number in range(20)))

    assert states(files) == ["parsed"] * 21


def test_a_file_that_kills_its_reader_is_set_aside_alone(troubled: None) -> None:
    files = kept("A1", "DIE 1", "A2", "DIE 2", "DIE 3", "A3")

    assert states(files) == [
        "parsed", "quarantined", "parsed", "quarantined", "quarantined", "parsed",
    ]  # fmt: skip


def test_a_reader_that_hangs_does_not_stop_the_other(
    troubled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_process, "AHEAD", 2)
    monkeypatch.setattr(reader_process, "SECONDS_PER_FILE", 5)
    files = kept("HANG 1", *(f"A{number}" for number in range(12)))
    begun_at = time.monotonic()

    with Readers(transcripts.folder(1), 2) as readers:
        answers = readers.readings(files)
        _, first = next(answers)
        known_by_then = len(readers._answers)
        rest = [reading.state for _, reading in answers]

    assert first.state == "quarantined"
    assert "more than 5 seconds" in first.reason
    assert known_by_then >= 10, "the other one should have read on"
    assert rest == ["parsed"] * 12
    assert time.monotonic() - begun_at < 15


def test_no_more_files_are_in_flight_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_process, "IN_FLIGHT", 5)
    given = 0

    def waiting() -> Iterator[File]:
        nonlocal given
        for file in kept(*(f"A{number}" for number in range(20))):
            given += 1
            yield file

    with Readers(transcripts.folder(1), 2) as readers:
        for taken, _ in enumerate(readers.readings(waiting())):
            assert given <= taken + 1 + 5 + 1  # taken, in flight, and the next in line
    assert given == 20


def test_a_file_needs_no_second_reader() -> None:
    with Readers(transcripts.folder(1), 4) as readers:
        assert [reading.state for _, reading in readers.readings(kept("A1"))] == ["parsed"]
        assert len(readers._readers) == 1


def test_the_readers_end_with_the_process_that_started_them() -> None:
    files = kept("A1", "A2")
    ours, theirs = os.pipe()
    parent = os.fork()
    if parent == 0:
        os.dup2(theirs, 2)  # inherited by its readers, so closed when all of them are gone
        os.close(theirs)
        with Readers(transcripts.folder(1), 2) as readers:
            list(readers.readings(files))
            os.write(2, b"read")
            time.sleep(600)
    os.close(theirs)
    assert os.read(ours, 10) == b"read"

    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)

    assert select.select([ours], [], [], 20)[0], "a reader lives on"
    assert os.read(ours, 10) == b""
    os.close(ours)


def test_a_sound_file_leaves_a_transcript_that_says_what_the_file_says() -> None:
    file, said = a_claim_file()

    assert states([file]) == ["parsed"]

    assert [one.name for one in transcripts.folder(1).iterdir()] == [file.sha256]
    assert list(transcripts.records(Part(practice_id=1, file=file))) == list(x12.read(said))


def test_a_file_that_is_set_aside_leaves_no_transcript() -> None:
    file, _ = a_claim_file(bytes_lost=40)

    assert states([file]) == ["incomplete"]

    assert list(transcripts.folder(1).iterdir()) == []


def test_a_file_whose_transcript_is_gone_is_read_again() -> None:
    file, said = a_claim_file()
    assert states([file]) == ["parsed"]

    transcripts.discard(1)

    assert list(transcripts.records(Part(practice_id=1, file=file))) == list(x12.read(said))
