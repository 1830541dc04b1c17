"""What one package told the others, in the order it was told."""

from django.db import models

from mainstay.foundation.tenancy.models import PracticeModel


class EventRow(PracticeModel):
    """A published event. Append-only; the payload holds keys and amounts, never PHI."""

    kind = models.CharField(max_length=64)
    payload = models.JSONField()
    occurred_at = models.DateTimeField()

    class Meta:
        db_table = "events_event"
        indexes = [
            models.Index(fields=["practice", "kind", "occurred_at"], name="events_event_by_kind")
        ]
