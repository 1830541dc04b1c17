"""How a function is done, in writing; who read it; who can do it."""

from django.db import models
from django.db.models import Q

from mainstay.foundation.tenancy.models import PracticeModel
from mainstay.foundation.work.models.function import Function


class Procedure(PracticeModel):
    """One version of a function's procedure, in Markdown; the highest number holds. Append-only."""

    function = models.ForeignKey(Function, on_delete=models.PROTECT, related_name="procedures")
    number = models.IntegerField()
    text = models.TextField()
    written_by_user_id = models.BigIntegerField(null=True, blank=True)
    written_at = models.DateTimeField()
    review_on = models.DateField()

    class Meta:
        db_table = "work_procedure"
        constraints = [
            models.UniqueConstraint(fields=["function", "number"], name="work_procedure_once")
        ]


class Reading(PracticeModel):
    """That somebody says he read a version. Append-only."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="readings")
    user_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "work_reading"
        constraints = [
            models.UniqueConstraint(fields=["procedure", "user_id"], name="work_reading_once")
        ]


class Training(PracticeModel):
    """How far somebody is trained in a function (office.md 3).

    0 none, 1 observed, 2 with help, 3 independent, 4 can teach.
    """

    function = models.ForeignKey(Function, on_delete=models.PROTECT, related_name="trainings")
    user_id = models.BigIntegerField()
    level = models.IntegerField()
    trained_on = models.DateField()

    class Meta:
        db_table = "work_training"
        constraints = [
            models.UniqueConstraint(fields=["function", "user_id"], name="work_training_once"),
            models.CheckConstraint(
                condition=Q(level__gte=0, level__lte=4), name="work_training_level"
            ),
        ]
