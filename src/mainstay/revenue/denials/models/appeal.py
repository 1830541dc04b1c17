"""An appeal as it was sent, and what the payer said."""

from django.db import models

from mainstay.foundation.tenancy.models import PublicModel
from mainstay.revenue.denials.deadlines import LAST_LEVEL

WAYS = ("portal", "fax", "mail", "edi_275")
OUTCOMES = ("won", "part", "lost")


class Appeal(PublicModel):
    """A letter to a payer about one denial: one for each level, unless it was withdrawn.

    ``appeal_by`` is the window's end as it was known; ``body`` the letter as sent;
    ``letter_code`` and ``letter_version`` the template it was made from (version 0 as shipped).
    """

    denial = models.ForeignKey(
        "denials.Denial", on_delete=models.PROTECT, related_name="appeals", db_index=False
    )
    payer = models.ForeignKey("payers.Payer", on_delete=models.PROTECT, related_name="+")
    level = models.SmallIntegerField()
    level_name = models.CharField(max_length=60)
    appeal_by = models.DateField(null=True, blank=True)
    letter_code = models.CharField(max_length=40)
    letter_version = models.IntegerField(default=0)
    body = models.TextField()
    attachments = models.JSONField(default=list)
    asked_cents = models.BigIntegerField()
    sent_how = models.CharField(max_length=8)
    proof = models.CharField(max_length=120)
    sent_on = models.DateField()
    sent_by_user_id = models.BigIntegerField(null=True, blank=True)
    response_due_on = models.DateField()
    outcome = models.CharField(max_length=4, blank=True, default="")
    won_cents = models.BigIntegerField(default=0)
    responded_on = models.DateField(null=True, blank=True)
    response = models.CharField(max_length=300, blank=True, default="")
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["denial", "level"],
                condition=models.Q(is_withdrawn=False),
                name="appeal_level_once",
            ),
            models.CheckConstraint(
                condition=models.Q(level__gte=1, level__lte=LAST_LEVEL), name="appeal_level_known"
            ),
            models.CheckConstraint(condition=models.Q(sent_how__in=WAYS), name="appeal_way_known"),
            models.CheckConstraint(
                condition=models.Q(outcome="", responded_on__isnull=True)
                | models.Q(outcome__in=OUTCOMES, responded_on__isnull=False),
                name="appeal_outcome_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(won_cents__gte=0, won_cents__lte=models.F("asked_cents")),
                name="appeal_wins_what_it_asked",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "letter_code", "outcome"], name="appeal_by_letter")
        ]
