"""When a practice is open. Without rows of its own: Monday to Friday 8 to 5, no federal holidays."""

from django.db import models
from django.db.models import F, Q

from mainstay.foundation.tenancy.models.scoped import PracticeModel

_OPEN_BEFORE_CLOSED = Q(opens__lt=F("closes"))


class OfficeHours(PracticeModel):
    """The hours of one weekday (0 is Monday), on the practice's clock; without a row it is closed."""

    weekday = models.IntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        db_table = "tenancy_hours"
        constraints = [
            models.UniqueConstraint(fields=["practice", "weekday"], name="office_hours_once"),
            models.CheckConstraint(
                condition=Q(weekday__gte=0, weekday__lte=6) & _OPEN_BEFORE_CLOSED,
                name="office_hours_open",
            ),
        ]


class OfficeDay(PracticeModel):
    """A date with hours of its own: a half day, a day of work on a holiday, or closed (no hours)."""

    on = models.DateField()
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    reason = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        db_table = "tenancy_day"
        constraints = [
            models.UniqueConstraint(fields=["practice", "on"], name="office_day_once"),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True) | _OPEN_BEFORE_CLOSED,
                name="office_day_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.reason}".strip()
