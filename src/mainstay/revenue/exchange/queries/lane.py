"""What waits in a practice's lane."""

from collections.abc import Iterator
from typing import BinaryIO

from mainstay.foundation.files import store
from mainstay.revenue.exchange.models import File, Part


def received_files(practice_id: int) -> Iterator[File]:
    """Files nothing has read yet, oldest first."""
    waiting = File.objects.for_practice(practice_id).filter(state="received")
    yield from waiting.order_by("received_at", "sha256").iterator(chunk_size=500)


def next_part(practice_id: int) -> Part | None:
    """The part whose turn it is: claims, acknowledgements, remits, payments; each by date, hash."""
    waiting = Part.objects.for_practice(practice_id).filter(applied_at__isnull=True)
    return waiting.select_related("file").order_by("rank", "sort_on", "sha256", "kind").first()


def open_part(part: Part) -> BinaryIO:
    """The file a part belongs to, opened for reading."""
    return store.open_file(part.file.sha256)
