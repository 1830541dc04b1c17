"""A write-off asked for, and who decided."""

from django.db import models
from django.db.models import F, Q

from mainstay.foundation.tenancy.models import PublicModel


class WriteOff(PublicModel):
    """An amount we give up of a denial: asked, then posted, refused or taken back.

    ``key`` is the ledger's ("adjust:..."). Above the practice's limit a second person decides;
    the database refuses the same one.
    """

    denial = models.ForeignKey(
        "denials.Denial", on_delete=models.PROTECT, related_name="write_offs"
    )
    key = models.CharField(max_length=80)
    cents = models.BigIntegerField()
    reason_code = models.CharField(max_length=16)
    reason = models.CharField(max_length=300)
    needs_second = models.BooleanField()
    state = models.CharField(max_length=8, default="asked")
    asked_at = models.DateTimeField()
    asked_by_user_id = models.BigIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_user_id = models.BigIntegerField(null=True, blank=True)
    decision = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "key"], name="write_off_once"),
            models.CheckConstraint(condition=Q(cents__gt=0), name="write_off_is_an_amount"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "posted", "refused", "undone"]),
                name="write_off_state_known",
            ),
            models.CheckConstraint(
                condition=Q(needs_second=False)
                | Q(state="asked")
                | (
                    Q(decided_by_user_id__isnull=False)
                    & Q(asked_by_user_id__isnull=False)
                    & ~Q(decided_by_user_id=F("asked_by_user_id"))
                ),
                name="write_off_two_people",
            ),
        ]
