"""One thing that needs a person, and its history."""

from django.db import models
from django.db.models import Q

from mainstay.foundation.tenancy.models import PracticeModel, PublicModel
from mainstay.foundation.work.models.function import Function
from mainstay.foundation.work.states import OPEN, State


class WorkItem(PublicModel):
    """What needs a person, once for each cause; opened and closed by services only.

    ``subject_kind`` and ``subject_key`` name what it is about by business key. ``value_cents`` is
    the money at risk; ``due_at`` (UTC) the function's turnaround; ``deadline_on`` the outside
    clock (appeal, timely filing), a practice date.

    ``holder_*`` is whose it is by routing, ``assignee_user_id`` who took it. ``escalates_at`` (UTC)
    is when its next step upward is due, ``level`` how many it took, ``told_user_id`` whom the last
    one told. ``touched_at`` is when a person last did something about it, or when it came.
    """

    function = models.ForeignKey(
        Function, on_delete=models.PROTECT, related_name="items", db_index=False
    )
    cause_key = models.CharField(max_length=160)
    subject_kind = models.CharField(max_length=32)
    subject_key = models.CharField(max_length=160)
    title = models.CharField(max_length=300)
    value_cents = models.BigIntegerField(default=0)
    occurred_on = models.DateField()
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    deadline_on = models.DateField(null=True, blank=True)
    holder_user_id = models.BigIntegerField(null=True, blank=True)
    holder_team_id = models.BigIntegerField(null=True, blank=True)
    assignee_user_id = models.BigIntegerField(null=True, blank=True)
    level = models.IntegerField(default=0)
    escalates_at = models.DateTimeField(null=True, blank=True)
    told_user_id = models.BigIntegerField(null=True, blank=True)
    touched_at = models.DateTimeField()
    state = models.CharField(max_length=8, default=State.NEW.value)
    outcome = models.CharField(max_length=40, blank=True, default="")
    closed_at = models.DateTimeField(null=True, blank=True)
    row_version = models.IntegerField(default=1)

    class Meta:
        db_table = "work_item"
        constraints = [
            models.UniqueConstraint(fields=["practice", "cause_key"], name="work_item_once"),
            models.CheckConstraint(
                condition=Q(state__in=["new", "working", "waiting"], closed_at__isnull=True)
                | Q(state="done", closed_at__isnull=False),
                name="work_item_done_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="working") | Q(assignee_user_id__isnull=False),
                name="work_item_taken_by_someone",
            ),
        ]
        indexes = [
            models.Index(
                fields=["practice", "function", "due_at"],
                condition=Q(state__in=[state.value for state in OPEN]),
                name="work_item_open",
            ),
            models.Index(
                fields=["practice", "escalates_at"],
                condition=Q(state__in=[state.value for state in OPEN]),
                name="work_item_climbs",
            ),
            models.Index(
                fields=["practice", "subject_kind", "subject_key"], name="work_item_by_subject"
            ),
            models.Index(fields=["practice", "closed_at"], name="work_item_by_close"),
        ]

    def __str__(self) -> str:
        return self.title


class WorkChange(PracticeModel):
    """What happened to an item. Append-only; automation has no user.

    ``to_user_id`` and ``to_team_id`` are whom it was given to or who was told.
    """

    item = models.ForeignKey(
        WorkItem, on_delete=models.PROTECT, related_name="changes", db_index=False
    )
    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True, blank=True)
    via = models.CharField(max_length=8)
    act = models.CharField(max_length=16)
    to_user_id = models.BigIntegerField(null=True, blank=True)
    to_team_id = models.BigIntegerField(null=True, blank=True)
    from_state = models.CharField(max_length=8, blank=True, default="")
    to_state = models.CharField(max_length=8)
    note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        db_table = "work_change"
        indexes = [models.Index(fields=["practice", "item", "at"], name="work_change_history")]
