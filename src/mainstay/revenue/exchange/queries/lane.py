"""What waits in a practice's lane."""

from typing import BinaryIO

from django.db.models import Sum

from mainstay.foundation.files import store
from mainstay.revenue.exchange.models import File, Part


def received_files(practice_id: int) -> list[File]:
    """Files nothing has read yet, oldest first."""
    waiting = File.objects.for_practice(practice_id).filter(state="received")
    return list(waiting.order_by("received_at", "sha256"))


def waiting_parts(practice_id: int, kind: str) -> list[Part]:
    """The parts of one kind that wait, in the order of their turn: by date, then by hash."""
    waiting = Part.objects.for_practice(practice_id).filter(kind=kind, applied_at__isnull=True)
    return list(waiting.select_related("file").order_by("sort_on", "sha256"))


def lane_progress(practice_id: int) -> int:
    """A number that grows with every file that is read and every record that is applied."""
    files = File.objects.for_practice(practice_id).exclude(state="received").count()
    parts = Part.objects.for_practice(practice_id).aggregate(records=Sum("applied_records"))
    return files + int(parts["records"] or 0)


def open_part(part: Part) -> BinaryIO:
    """The file a part belongs to, opened for reading."""
    return store.open_file(part.file.sha256)
