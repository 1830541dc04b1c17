"""Who is away, and the work that moved because of it."""

from django.db import models
from django.db.models import F, Q

from mainstay.foundation.tenancy.models import PracticeModel, PublicModel
from mainstay.foundation.work.models.item import WorkItem


class Absence(PublicModel):
    """From when until when somebody is away; ``ends_at`` (UTC) is unknown until she says.

    ``moved_at`` is when her open work went to the backups, ``returned_at`` when she had it back.
    One that was declared by mistake has ``undone_at`` and counts for nothing.
    """

    user_id = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    declared_by_user_id = models.BigIntegerField(null=True, blank=True)
    declared_at = models.DateTimeField()
    moved_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "work_absence"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="work_absence_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["sick", "leave", "other"]), name="work_absence_kind"
            ),
        ]
        indexes = [models.Index(fields=["practice", "starts_at"], name="work_absence_by_start")]


class Handover(PracticeModel):
    """One item that went from somebody away to somebody present, with its brief.

    ``last_step`` is what was last done about it and ``next_step`` what it waits for, as they stood
    at that moment. ``returned_at`` is when it went back to her.
    """

    absence = models.ForeignKey(Absence, on_delete=models.PROTECT, related_name="handovers")
    item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="handovers")
    was_taken = models.BooleanField()
    from_state = models.CharField(max_length=8)
    to_user_id = models.BigIntegerField(null=True, blank=True)
    to_team_id = models.BigIntegerField(null=True, blank=True)
    last_step = models.CharField(max_length=300)
    next_step = models.CharField(max_length=300)
    moved_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "work_handover"
        constraints = [
            models.UniqueConstraint(fields=["absence", "item"], name="work_handover_once")
        ]
