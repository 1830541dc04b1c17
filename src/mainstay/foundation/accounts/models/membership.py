"""What a person is in a practice: role, team and scope."""

import uuid

from django.db import models


class Team(models.Model):
    """People who work together: in-house, or outsourced."""

    name = models.CharField(max_length=80, unique=True)
    is_outsourced = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One person's part in one practice. ``scope`` narrows an outside team to what it was given."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    practice = models.ForeignKey("tenancy.Practice", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=24)
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    scope = models.JSONField(default=dict, blank=True)
    is_active = models.BooleanField(default=True)
    row_version = models.IntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "user"], name="membership_once")]
