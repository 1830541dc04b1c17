"""What was done about a denial, one row each."""

from django.db import models

from mainstay.foundation.tenancy.models import PracticeModel
from mainstay.revenue.denials.states import State


class Act(PracticeModel):
    """One act on a denial: who, when, why, and where it led. Append-only; automation has no user.

    ``number`` is its place among the acts of its denial, which no two acts share. ``reference``
    is the number somebody at the payer gave, or a claim number; ``contact`` whom we spoke to.
    ``before`` holds what the act changed on the denial as it was, so that undoing is exact;
    ``undoes`` names the act taken back.
    """

    denial = models.ForeignKey(
        "denials.Denial", on_delete=models.PROTECT, related_name="acts", db_index=False
    )
    number = models.SmallIntegerField()
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    on = models.DateField(help_text="The practice date it was done on.")
    user_id = models.BigIntegerField(null=True, blank=True)
    via = models.CharField(max_length=8)
    from_state = models.CharField(max_length=12)
    to_state = models.CharField(max_length=12)
    cents = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True, default="")
    reference = models.CharField(max_length=80, blank=True, default="")
    contact = models.CharField(max_length=80, blank=True, default="")
    channel = models.CharField(max_length=16, blank=True, default="")
    appeal = models.ForeignKey(
        "denials.Appeal", null=True, blank=True, on_delete=models.PROTECT, related_name="acts"
    )
    write_off = models.ForeignKey(
        "denials.WriteOff", null=True, blank=True, on_delete=models.PROTECT, related_name="acts"
    )
    before = models.JSONField(default=dict)
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["denial", "number"], name="denial_act_once"),
            models.CheckConstraint(
                condition=models.Q(to_state__in=[state.value for state in State]),
                name="denial_act_state_known",
            ),
        ]


class Outcome(PracticeModel):
    """How one try ended: the practice's own history, from which advice and win rates come.

    Written with the act that brought the answer and taken away if that act is undone. ``days``
    from the try to the answer.
    """

    act = models.OneToOneField(Act, on_delete=models.PROTECT, related_name="outcome")
    denial = models.ForeignKey("denials.Denial", on_delete=models.PROTECT, related_name="outcomes")
    payer = models.ForeignKey(
        "payers.Payer", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    category = models.CharField(max_length=16)
    carc = models.CharField(max_length=5)
    tried = models.CharField(max_length=16)
    letter_code = models.CharField(max_length=40, blank=True, default="")
    level = models.SmallIntegerField(default=0)
    cents = models.BigIntegerField()
    won_cents = models.BigIntegerField()
    days = models.IntegerField()
    on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(won_cents__gte=0, won_cents__lte=models.F("cents")),
                name="outcome_wins_what_was_at_stake",
            )
        ]
        indexes = [
            models.Index(fields=["practice", "category", "payer"], name="outcome_by_category")
        ]
