"""Our side of the reader process: start it, feed it, and outlive its death.

A file from outside is read by a child without database or secrets, under a memory limit and a
clock. If the child dies or is too slow, that file is quarantined and a new child reads the next.
"""

import os
import selectors
import subprocess
import sys
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self

from mainstay.foundation.files import store
from mainstay.revenue.exchange.models import File
from mainstay.revenue.exchange.reading import Reading, from_bytes

SECONDS_PER_FILE = 120
AHEAD = 2  # files the child may have in hand while we write down the one before
PIECE_BYTES = 65_536


class ReaderProcess:
    """A child that says what files are; replaced when one of them kills it."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._heard = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def readings(self, waiting: Iterable[File]) -> Iterator[tuple[File, Reading]]:
        """Each file with what it is, in order, the child always one or two files ahead."""
        in_hand: list[File] = []
        for file in waiting:
            in_hand.append(file)
            self._ask(file)
            if len(in_hand) >= AHEAD:
                yield from self._answer(in_hand)
        while in_hand:
            yield from self._answer(in_hand)

    def _ask(self, file: File) -> None:
        child = self._running()
        assert child.stdin is not None
        try:
            child.stdin.write(f"{store.path_of(file.sha256)}\n".encode())
            child.stdin.flush()
        except BrokenPipeError:
            pass  # it died over an earlier file; _answer notices and asks again

    def _answer(self, in_hand: list[File]) -> Iterator[tuple[File, Reading]]:
        file = in_hand.pop(0)
        line = self._line()
        if line:
            yield file, from_bytes(line)
            return
        self._stop()
        yield file, _unreadable()
        for next_file in in_hand:
            self._ask(next_file)

    def _line(self) -> bytes:
        """The child's next line; empty when it died or took too long.

        What came beyond the line is kept here and not in a buffer of Python's, where the clock,
        which watches the pipe, would take an answer that is here already for one that never came.
        """
        child = self._running()
        assert child.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(child.stdout, selectors.EVENT_READ)
            while b"\n" not in self._heard:
                if not selector.select(SECONDS_PER_FILE):
                    return b""
                piece = os.read(child.stdout.fileno(), PIECE_BYTES)
                if not piece:
                    return b""
                self._heard += piece
        line, _, self._heard = self._heard.partition(b"\n")
        return line

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "mainstay.pipelines.reader"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": os.pathsep.join(sys.path)},
            )
        return self._child

    def _stop(self) -> None:
        if self._child is None:
            return
        self._child.kill()
        self._child.communicate()
        self._child = None
        self._heard = b""


def _unreadable() -> Reading:
    return Reading(
        "quarantined",
        reason=(
            f"Reading this file took more than {SECONDS_PER_FILE} seconds or more memory than any sound"
            " file needs. It was set aside; ask the sender whether it is what they meant to send."
        ),
    )
