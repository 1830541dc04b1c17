"""Who did what, and to whom."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from mainstay.foundation.audit.models import AuditEvent


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What a reader of the trail looks for; what is None or "" does not count.

    ``since`` and ``until`` are moments (UTC), the first included, the second not.
    """

    patient_id: int | None = None
    user_id: int | None = None
    action: str = ""
    object_kind: str = ""
    object_key: str = ""
    outcome: str = ""
    since: datetime | None = None
    until: datetime | None = None


EVERYTHING = TrailFilter()


def trail(practice_id: int, wanted: TrailFilter = EVERYTHING) -> QuerySet[AuditEvent]:
    """A practice's audit rows that fit, newest first; ``seq`` makes the order total."""
    events: QuerySet[AuditEvent] = AuditEvent.objects.for_practice(practice_id)
    if wanted.patient_id is not None:
        events = events.filter(
            subjects__practice_id=practice_id, subjects__patient_id=wanted.patient_id
        )
    if wanted.user_id is not None:
        events = events.filter(user_id=wanted.user_id)
    for name in ("action", "object_kind", "object_key", "outcome"):
        if value := getattr(wanted, name):
            events = events.filter(**{name: value})
    if wanted.since is not None:
        events = events.filter(at__gte=wanted.since)
    if wanted.until is not None:
        events = events.filter(at__lt=wanted.until)
    return events.order_by("-seq")
