"""Who saw and who changed what: one tamper-evident chain for each practice (RELIABILITY 9)."""

from datetime import UTC
from typing import Any

from django.db import models

from mainstay.foundation.tenancy.models import PracticeModel

SEALED = (
    "user_id",
    "via",
    "role",
    "action",
    "patient_ids",
    "object_kind",
    "object_key",
    "outcome",
    "reason",
    "details",
    "source_address",
    "session_hash",
    "request_id",
    "prev",
)


class Chain(models.Model):
    """The end of a practice's chain. Its row is the lock under which the chain grows."""

    practice = models.OneToOneField(
        "tenancy.Practice", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    seq = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        db_table = "audit_chain"


class AuditEvent(PracticeModel):
    """One link: what was done, by whom, through which door, to what. Append-only.

    ``mac`` is HMAC-SHA256 over ``prev`` and the row's canonical JSON. No PHI stands in ``reason``
    or ``details``; patients are named by id.
    """

    seq = models.BigIntegerField()
    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True, blank=True)
    via = models.CharField(max_length=8)
    role = models.CharField(max_length=40, blank=True, default="")
    action = models.CharField(max_length=64)
    patient_ids = models.JSONField(default=list)
    object_kind = models.CharField(max_length=40, blank=True, default="")
    object_key = models.CharField(max_length=160, blank=True, default="")
    outcome = models.CharField(max_length=16, default="ok")
    reason = models.CharField(max_length=300, blank=True, default="")
    details = models.JSONField(default=dict)
    source_address = models.CharField(max_length=64, blank=True, default="")
    session_hash = models.CharField(max_length=64, blank=True, default="")
    request_id = models.CharField(max_length=64, blank=True, default="")
    prev = models.CharField(max_length=64, blank=True, default="")
    mac = models.CharField(max_length=64)

    class Meta:
        db_table = "audit_event"
        constraints = [
            models.UniqueConstraint(fields=["practice", "seq"], name="audit_event_seq_once")
        ]
        indexes = [
            models.Index(fields=["practice", "at"], name="audit_event_by_time"),
            models.Index(fields=["practice", "user_id", "at"], name="audit_event_by_user"),
        ]

    def content(self) -> dict[str, Any]:
        """What the seal covers: every field but the seal and the row's id."""
        return {
            "practice": self.practice_id,
            "seq": self.seq,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            **{name: getattr(self, name) for name in SEALED},
        }


class AuditSubject(PracticeModel):
    """That an event was about a patient: the way from a patient to his trail. Append-only."""

    event = models.ForeignKey(AuditEvent, on_delete=models.PROTECT, related_name="subjects")
    patient_id = models.BigIntegerField()

    class Meta:
        db_table = "audit_subject"
        indexes = [
            models.Index(fields=["practice", "patient_id", "event"], name="audit_subject_trail")
        ]
