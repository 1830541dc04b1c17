"""What the inbox shows: deliveries with what became of them, and the progress of a batch."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from mainstay.revenue.exchange.models import Batch, Delivery, File, FileFinding, Part

OUTCOMES = ("parsed", "duplicate", "incomplete", "quarantined", "received")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is, in files and records."""

    files: int
    read: int
    records: int
    applied: int
    set_aside: int
    duplicates: int
    is_done: bool


def outcome_of(delivery: Delivery) -> str:
    """What became of one arrival: parsed, duplicate, incomplete, quarantined, or still received."""
    return "duplicate" if delivery.is_duplicate else delivery.file.state


def deliveries(
    practice_id: int, *, outcome: str = "", kind: str = "", batch_id: int | None = None
) -> QuerySet[Delivery]:
    """Arrivals, newest first. ``outcome`` is one of OUTCOMES; ``kind`` what the file is (835 ...)."""
    rows = Delivery.objects.for_practice(practice_id).select_related("file")
    if batch_id is not None:
        rows = rows.filter(batch_id=batch_id)
    if kind:
        rows = rows.filter(file__kind=kind)
    if outcome == "duplicate":
        rows = rows.filter(is_duplicate=True)
    elif outcome:
        rows = rows.filter(is_duplicate=False, file__state=outcome)
    return rows.order_by("-delivered_at", "-id")


def counts(practice_id: int) -> dict[str, int]:
    """Arrivals by outcome, for the tabs above the list."""
    rows = Delivery.objects.for_practice(practice_id)
    found = rows.aggregate(
        duplicate=Count("id", filter=Q(is_duplicate=True)),
        **{
            state: Count("id", filter=Q(is_duplicate=False, file__state=state))
            for state in OUTCOMES
            if state != "duplicate"
        },
    )
    return {outcome: found[outcome] for outcome in OUTCOMES}


def findings_of(file: File) -> QuerySet[FileFinding]:
    """What the checker said, in file order."""
    return FileFinding.objects.for_practice(file.practice_id).filter(file=file).order_by("ordinal")


def progress(batch: Batch) -> Progress:
    """How far ``batch`` is. Two queries."""
    arrived = Delivery.objects.for_practice(batch.practice_id).filter(batch=batch)
    files = arrived.aggregate(
        files=Count("id"),
        duplicates=Count("id", filter=Q(is_duplicate=True)),
        read=Count("id", filter=~Q(file__state="received")),
        set_aside=Count(
            "id", filter=Q(is_duplicate=False, file__state__in=["quarantined", "incomplete"])
        ),
    )
    parts = Part.objects.for_practice(batch.practice_id).filter(file__in=arrived.values("file_id"))
    records = parts.aggregate(
        records=Sum("records", default=0),
        applied=Sum("applied_records", default=0),
        waiting=Count("id", filter=Q(applied_at__isnull=True)),
    )
    is_read = files["read"] == files["files"]
    return Progress(
        **files,
        records=records["records"],
        applied=records["applied"],
        is_done=batch.closed_at is not None and is_read and not records["waiting"],
    )


def is_settled(practice_id: int) -> bool:
    """Whether files came and every one of them is read and applied."""
    batches = Batch.objects.for_practice(practice_id).filter(closed_at__isnull=False)
    unread = File.objects.for_practice(practice_id).filter(state="received")
    unapplied = Part.objects.for_practice(practice_id).filter(applied_at__isnull=True)
    return batches.exists() and not unread.exists() and not unapplied.exists()


def open_batches(practice_id: int) -> list[tuple[Batch, Progress]]:
    """Batches of the last ones that are not done yet, newest first, with how far they are."""
    newest = Batch.objects.for_practice(practice_id).order_by("-opened_at", "-id")[:5]
    found = [(batch, progress(batch)) for batch in newest]
    return [(batch, now) for batch, now in found if not now.is_done and now.files]


def batch_of(practice_id: int, public_id: UUID) -> Batch | None:
    """The batch of this id, if it is the practice's."""
    return Batch.objects.for_practice(practice_id).filter(public_id=public_id).first()


def file_of(practice_id: int, public_id: UUID) -> File | None:
    """The file of this id, if it is the practice's."""
    return File.objects.for_practice(practice_id).filter(public_id=public_id).first()


def deliveries_of(file: File) -> QuerySet[Delivery]:
    """Every arrival of a file, oldest first."""
    rows = Delivery.objects.for_practice(file.practice_id).filter(file=file)
    return rows.order_by("delivered_at", "id")


def parts_of(file: File) -> QuerySet[Part]:
    """What of a file goes to which work, and how far it is."""
    return Part.objects.for_practice(file.practice_id).filter(file=file).order_by("kind")
