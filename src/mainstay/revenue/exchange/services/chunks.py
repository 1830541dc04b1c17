"""Take the records of waiting parts a few at a time, across files, and note how far they are.

A practice's system writes many small files. Their records are applied in chunks that run on from one
file to the next; a chunk is one transaction, in which ``note`` records what it finished.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from django.db.models import F

from mainstay.foundation.db import require_transaction
from mainstay.revenue.exchange.models import Part
from mainstay.revenue.exchange.services.progress import advance

T = TypeVar("T")
RecordsOf = Callable[[Part], Iterator[tuple[int, T]]]
"""Yields each record of a part still to be applied, with the last segment ordinal that belongs to it."""


@dataclass(slots=True)
class Chunk(Generic[T]):
    """Records to apply together, and the parts that are done with them."""

    practice_id: int
    items: list[tuple[Part, T]] = field(default_factory=list)
    finished: list[Part] = field(default_factory=list)
    unfinished: tuple[Part, int, int] | None = None

    def note(self, *, at: datetime) -> None:
        """Record in the caller's transaction that these records are applied."""
        require_transaction()
        Part.objects.for_practice(self.practice_id).filter(
            pk__in=[part.pk for part in self.finished]
        ).update(applied_at=at, applied_records=F("records"))
        if self.unfinished is not None:
            part, through, records = self.unfinished
            advance(part, through=through, records=records)


def in_chunks(parts: Iterable[Part], records_of: RecordsOf[T], *, most: int) -> Iterator[Chunk[T]]:
    """The records of ``parts``, in order, ``most`` at a time; the next is read after the last is
    applied. A file without records left is finished with the chunk that runs over it.
    """
    chunk: Chunk[T] | None = None
    for part in parts:
        chunk = chunk or Chunk(part.practice_id)
        taken = 0
        for through, record in records_of(part):
            chunk.items.append((part, record))
            taken += 1
            if len(chunk.items) == most:
                chunk.unfinished = (part, through, taken)
                yield chunk
                chunk, taken = Chunk(part.practice_id), 0
        chunk.finished.append(part)
    if chunk is not None:
        yield chunk
