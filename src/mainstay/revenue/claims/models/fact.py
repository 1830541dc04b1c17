"""What files told us of claims: stored once per place in a file, tied to claims apart from it."""

from django.db import models

from mainstay.foundation.tenancy.models import PracticeModel
from mainstay.revenue.claims.models.claim import Claim, Submission, Version

FACT_KINDS = [
    "interchange_ack",  # TA1
    "group_ack",  # 999 AK1/AK9
    "set_ack",  # 999 AK2/IK5
    "batch_status",  # 277CA above claim level
    "claim_status",  # 277CA 2200D
    "adjudication",  # 835 CLP
]


class Fact(PracticeModel):
    """One statement of a file about claims. Append-only; a late one is history, no exception.

    ``body`` holds the statement's own words as plain values (codes, cents, control numbers).
    """

    kind = models.CharField(max_length=16)
    file = models.ForeignKey(
        "exchange.File", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    position = models.IntegerField()
    occurred_on = models.DateField(null=True, blank=True)
    body = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "position"], name="fact_once"),
            models.CheckConstraint(condition=models.Q(kind__in=FACT_KINDS), name="fact_kind_known"),
        ]
        indexes = [models.Index(fields=["practice", "kind"], name="fact_by_kind")]


class Match(PracticeModel):
    """That a fact is about a claim, by which rule. Withdrawn rather than changed."""

    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="matches", db_index=False)
    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="matches", db_index=False
    )
    version = models.ForeignKey(
        Version,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    submission = models.ForeignKey(
        Submission, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rule = models.CharField(max_length=24)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "matches"
        constraints = [
            models.UniqueConstraint(
                fields=["fact", "claim"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="fact_match_once",
            )
        ]
        indexes = [models.Index(fields=["claim", "fact"], name="match_of_claim")]


class Naming(PracticeModel):
    """The name under which a fact speaks of what was sent.

    ``key`` is ``claim:``, ``set:``, ``group:``, ``batch:`` or ``isa:`` and the number in the file.
    Kept when the fact is matched: numbers come back, so a claim that arrives later may be the one
    that was meant.
    """

    fact = models.OneToOneField(Fact, on_delete=models.PROTECT, related_name="naming")
    key = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["practice", "key"], name="naming_by_key")]


class StatusDue(PracticeModel):
    """A claim of which something was learned since its status was last looked at."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name_plural = "statuses due"
        constraints = [
            models.UniqueConstraint(fields=["practice", "claim"], name="status_due_once")
        ]
