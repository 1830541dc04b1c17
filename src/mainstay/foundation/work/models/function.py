"""A named step of the practice's work, and who answers for it."""

from django.db import models
from django.db.models import Q

from mainstay.foundation.tenancy.models import PracticeModel


class Function(PracticeModel):
    """A step with an owner, ordered backups, a turnaround and an escalation (DESIGN 4).

    The owner is a person or a team. ``backups`` lists user ids, first choice first. ``escalation``
    lists steps ``{"after_hours": business hours late, "to": "owner" | "backup" | "manager" | user
    id}``. After the last step, an item that nobody touches for ``untouched_days`` is told again.
    """

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    wing = models.CharField(max_length=16)
    rank = models.IntegerField(help_text="Order in which functions are listed.")
    owner_user_id = models.BigIntegerField(null=True, blank=True)
    owner_team_id = models.BigIntegerField(null=True, blank=True)
    backups = models.JSONField(default=list)
    turnaround_hours = models.IntegerField(help_text="Business hours from opened to due.")
    escalation = models.JSONField(default=list)
    untouched_days = models.IntegerField(default=10, help_text="Business days.")
    row_version = models.IntegerField(default=1)

    class Meta:
        db_table = "work_function"
        constraints = [
            models.UniqueConstraint(fields=["practice", "code"], name="work_function_once"),
            models.CheckConstraint(
                condition=Q(turnaround_hours__gt=0, untouched_days__gt=0),
                name="work_function_turnaround",
            ),
            models.CheckConstraint(
                condition=Q(owner_user_id__isnull=True) | Q(owner_team_id__isnull=True),
                name="work_function_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return self.name
