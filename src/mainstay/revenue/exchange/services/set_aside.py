"""Set a file aside: kept, not applied, with a reason a person can act on and an owner."""

from datetime import datetime

from django.db import transaction

from mainstay.foundation.work import services as work
from mainstay.revenue.exchange.models import File


def set_aside(
    file: File,
    *,
    reason: str,
    at: datetime,
    kind: str = "",
    state: str = "quarantined",
    segment: int | None = None,
    byte: int | None = None,
) -> None:
    """Quarantine ``file`` (or mark it incomplete) and open its work item, together."""
    with transaction.atomic():
        File.objects.filter(pk=file.pk).update(
            state=state, reason=reason, kind=kind, segment=segment, byte=byte, parsed_at=at
        )
        file.state, file.reason = state, reason
        word = "is not whole" if state == "incomplete" else "was set aside"
        work.open_item(
            file.practice_id,
            "file_intake",
            f"file:{file.key}",
            subject_kind="file",
            subject_key=str(file.public_id),
            title=f"{file.name} {word}: {reason}"[:300],
            value_cents=0,
            at=at,
        )
