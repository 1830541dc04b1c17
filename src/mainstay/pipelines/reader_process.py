"""Our side of the reader processes: start them, feed them, and outlive their deaths.

A file from outside is read by a child without database or secrets, under a memory limit and a
clock. If the child dies or is too slow, that file is quarantined and a new child reads the next.
There is a child for each core, and they read on while we write down what was found.
"""

import os
import selectors
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from mainstay.foundation.files import store
from mainstay.pipelines.reader import SECONDS_PER_FILE
from mainstay.revenue.exchange.models import File
from mainstay.revenue.exchange.reading import Reading, from_bytes

READER = [sys.executable, "-m", "mainstay.pipelines.reader"]
MOST_READERS = 4
AHEAD = 32  # files a child may have in hand; their names must fit into a pipe
AHEAD_BYTES = 256 * 1024  # beyond this it gets no further file, whatever their number
IN_FLIGHT = 256  # files handed out and not yet taken from us: what others read past a slow one
PIECE_BYTES = 65_536


class Readers:
    """Children that say what files are; each is replaced when a file kills it.

    They leave a transcript of each sound X12 file in the folder ``transcripts``, under its hash.
    """

    def __init__(self, transcripts: Path, most: int | None = None) -> None:
        self._transcripts = transcripts
        self._most = most or min(_cores(), MOST_READERS)
        self._readers: list[_Reader] = []
        self._answers: dict[str, Reading] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for reader in self._readers:
            reader.stop()

    def readings(self, waiting: Iterable[File]) -> Iterator[tuple[File, Reading]]:
        """Each file with what it is, in the order of ``waiting`` whoever is first to answer."""
        files = iter(waiting)
        upcoming = next(files, None)
        in_flight: deque[File] = deque()
        while True:
            while upcoming and len(in_flight) < IN_FLIGHT and (reader := self._with_room()):
                reader.ask(upcoming)
                in_flight.append(upcoming)
                upcoming = next(files, None)
            if not in_flight:
                return
            if reading := self._answers.pop(in_flight[0].sha256, None):
                yield in_flight.popleft(), reading
            else:
                self._listen()

    def _with_room(self) -> "_Reader | None":
        """The least busy child that can take a file; a new one while there are cores for it."""
        free = [reader for reader in self._readers if reader.has_room]
        if free:
            return min(free, key=lambda reader: len(reader.in_hand))
        return self._start() if len(self._readers) < self._most else None

    def _start(self) -> "_Reader":
        self._readers.append(_Reader(self._transcripts))
        return self._readers[-1]

    def _listen(self) -> None:
        """Wait for an answer, or for the clock, and take what is there."""
        with selectors.DefaultSelector() as selector:
            for reader in self._readers:
                selector.register(reader.answers, selectors.EVENT_READ, reader)
            due_at = min(reader.due_at for reader in self._readers if reader.in_hand)
            speaking = [key.data for key, _ in selector.select(max(due_at - time.monotonic(), 0))]
        for reader in list(self._readers):
            if reader in speaking:
                self._answers |= reader.heard()
            if reader.is_dead or (reader not in speaking and reader.is_overdue):
                self._replace(reader)

    def _replace(self, reader: "_Reader") -> None:
        """Give the file that killed a child its reason, and the files behind it to a new child."""
        reader.stop()
        self._readers.remove(reader)
        if not reader.in_hand:
            return
        killer = reader.in_hand.popleft()
        self._answers[killer.sha256] = _unreadable()
        if reader.in_hand:
            fresh = self._start()
            for file in reader.in_hand:
                fresh.ask(file)


class _Reader:
    """One child, the files it has in hand, and since when it has the first of them."""

    def __init__(self, transcripts: Path) -> None:
        self._transcripts = transcripts
        self.in_hand: deque[File] = deque()
        self.is_dead = False
        self._begun_at = 0.0
        self._unfinished = b""
        self._child = subprocess.Popen(
            READER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._questions = self._child.stdin
        self.answers = self._child.stdout

    @property
    def has_room(self) -> bool:
        """Whether another file may wait behind those it has."""
        return len(self.in_hand) < AHEAD and sum(file.size for file in self.in_hand) < AHEAD_BYTES

    @property
    def due_at(self) -> float:
        """When the first file in hand must be answered, by the monotonic clock."""
        return self._begun_at + SECONDS_PER_FILE

    @property
    def is_overdue(self) -> bool:
        """Whether it had its time for the first file in hand."""
        return bool(self.in_hand) and time.monotonic() >= self.due_at

    def ask(self, file: File) -> None:
        """Let it read ``file`` after those it has."""
        if not self.in_hand:
            self._begun_at = time.monotonic()
        self.in_hand.append(file)
        try:
            transcript = self._transcripts / file.sha256
            self._questions.write(f"{store.path_of(file.sha256)}\t{transcript}\n".encode())
            self._questions.flush()
        except BrokenPipeError:
            pass  # it died over an earlier file; its answers end, and the rest is asked again

    def heard(self) -> dict[str, Reading]:
        """What it said of files, by their hash. Call it when something is there to be heard.

        The pipe is read without a buffer of Python's: the clock watches the pipe, and would take
        an answer that lies in a buffer for one that never came.
        """
        piece = os.read(self.answers.fileno(), PIECE_BYTES)
        self.is_dead = not piece
        *lines, self._unfinished = (self._unfinished + piece).split(b"\n")
        if lines:
            self._begun_at = time.monotonic()
        return {self.in_hand.popleft().sha256: from_bytes(line) for line in lines}

    def stop(self) -> None:
        """End the child, whatever it is at."""
        self._child.kill()
        self._child.communicate()


def _cores() -> int:
    """How many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS or Windows
        return os.cpu_count() or 1


def _unreadable() -> Reading:
    return Reading(
        "quarantined",
        reason=(
            f"Reading this file took more than {SECONDS_PER_FILE} seconds or more memory than any sound"
            " file needs. It was set aside; ask the sender whether it is what they meant to send."
        ),
    )
