"""The page of a month, kept ready."""

from django.db import models

from mainstay.foundation.tenancy.models import PracticeModel


class Month(PracticeModel):
    """Every figure of a month with numerator and denominator, as last computed.

    ``month`` is its first day, ``as_of`` its last (today while it runs). ``figures`` and ``aging``
    follow what becomes known; ``frozen_figures`` and ``frozen_aging`` are the copy made when the
    month was closed and never change: the page shows them, and the difference as restatements.
    """

    month = models.DateField()
    as_of = models.DateField()
    figures = models.JSONField()
    aging = models.JSONField()
    computed_at = models.DateTimeField()
    is_stale = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by_user_id = models.BigIntegerField(null=True, blank=True)
    frozen_figures = models.JSONField(null=True, blank=True)
    frozen_aging = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "month"], name="month_once"),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True)
                | models.Q(frozen_figures__isnull=False, frozen_aging__isnull=False),
                name="month_closed_is_frozen",
            ),
        ]


class FrozenClaim(PracticeModel):
    """A claim's first-pass facts as they stood when their month was closed.

    What a closed month's rates are made of, so that they still open to rows that add up. Its
    money needs no copy: nothing is booked into a closed month any more.
    """

    month = models.ForeignKey(Month, on_delete=models.PROTECT, related_name="claims")
    claim = models.ForeignKey(
        "claims.Claim", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    first_sent_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    first_outcome = models.CharField(max_length=10, blank=True, default="")
    is_denied_first = models.BooleanField(default=False)
    is_duplicate_only = models.BooleanField(default=False)
    first_denied_cents = models.BigIntegerField(default=0)
    first_billed_cents = models.BigIntegerField(default=0)

    class Meta:
        db_table = "insight_frozen_claim"
        constraints = [models.UniqueConstraint(fields=["month", "claim"], name="frozen_claim_once")]
