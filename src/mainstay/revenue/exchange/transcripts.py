"""What a received file says, from when it was read until it is applied.

The reader process writes a transcript of each X12 file beside what it found, so the file is read
once, and by a process without database or secrets. Transcripts are a convenience: nothing is lost
with one, and a file without one is read again when its turn comes.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from mainstay.engine import x12
from mainstay.engine.x12 import transcript
from mainstay.revenue.exchange.models import Part
from mainstay.revenue.exchange.queries.lane import open_part


def folder(practice_id: int) -> Path:
    """Where the transcripts of a practice's files lie, made if it is not there."""
    place = Path(settings.TRANSCRIPTS) / str(practice_id)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def records(part: Part) -> Iterator[x12.Record]:
    """The records of the file a part belongs to, in order."""
    try:
        file = (folder(part.practice_id) / part.file.sha256).open("rb")
    except FileNotFoundError:
        with open_part(part) as original:
            yield from x12.read(original)
        return
    with file:
        yield from transcript.records(file)


def discard(practice_id: int) -> None:
    """Throw a practice's transcripts away: what they say is applied."""
    shutil.rmtree(folder(practice_id), ignore_errors=True)
