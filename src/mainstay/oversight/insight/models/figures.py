"""Facts folded per claim, open items per party, and the months computed from them."""

from django.db import models

from mainstay.foundation.tenancy.models import PracticeModel


class ClaimFacts(PracticeModel):
    """One row a claim family: the dates and first-pass outcomes every figure is made of.

    Dates are practice dates: when the service took place, when it was first charged (BHT04 of its
    first 837), first sent, acknowledged, first answered by an 835, and settled. First-pass figures
    look at the first submission and the first remit even after a later fix (metrics.md 0).
    """

    claim = models.OneToOneField("claims.Claim", on_delete=models.PROTECT, related_name="facts")
    encounter = models.ForeignKey("charges.Encounter", on_delete=models.PROTECT, related_name="+")
    payer = models.ForeignKey("payers.Payer", on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(
        "providers.Provider", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    location = models.ForeignKey(
        "providers.Location", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_primary = models.BooleanField()
    is_counted = models.BooleanField(default=True)
    service_on = models.DateField(null=True, blank=True)
    charged_on = models.DateField(null=True, blank=True)
    first_sent_on = models.DateField(null=True, blank=True)
    acknowledged_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    settled_on = models.DateField(null=True, blank=True)
    first_outcome = models.CharField(max_length=10, blank=True, default="")
    is_denied_first = models.BooleanField(default=False)
    is_duplicate_only = models.BooleanField(default=False)
    first_denied_cents = models.BigIntegerField(default=0)
    first_billed_cents = models.BigIntegerField(default=0)
    billed_cents = models.BigIntegerField(default=0)

    class Meta:
        db_table = "insight_claim"
        indexes = [
            models.Index(fields=["practice", "first_sent_on"], name="facts_by_sent"),
            models.Index(fields=["practice", "answered_on"], name="facts_by_answer"),
            models.Index(fields=["practice", "charged_on"], name="facts_by_charged"),
            models.Index(fields=["practice", "service_on"], name="facts_by_service"),
        ]


class Item(PracticeModel):
    """An open item now: what one party owes on one encounter. Zero rows are removed.

    Above zero it is debit A/R, below a credit. Party is a payer, or the patient (``payer`` empty).
    """

    encounter = models.ForeignKey("charges.Encounter", on_delete=models.PROTECT, related_name="+")
    party_kind = models.CharField(max_length=8)
    party_id = models.BigIntegerField()
    cents = models.BigIntegerField()
    service_on = models.DateField(null=True, blank=True)
    first_billed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "encounter", "party_kind", "party_id"], name="item_once"
            )
        ]
        indexes = [
            models.Index(fields=["practice", "service_on", "id"], name="item_by_age"),
            models.Index(
                fields=["practice", "party_kind", "party_id", "service_on"], name="item_by_party"
            ),
            models.Index(fields=["practice", "-cents", "id"], name="item_by_size"),
        ]


class Month(PracticeModel):
    """The page of a month: every figure with numerator and denominator, as last computed.

    ``figures`` is what the page shows; once ``closed_at`` is set it never changes and later
    changes are shown as restatements against it.
    """

    month = models.DateField()
    figures = models.JSONField()
    computed_at = models.DateTimeField()
    is_stale = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "month"], name="month_once")]


class Cohort(PracticeModel):
    """Cents by month of service: what was charged, written down by contract, and paid, by when.

    One row per (service month, booking month, payer): sums over rows with ``booked_month`` up to
    the as-of date give the matched cohort of metrics.md 8.
    """

    service_month = models.DateField()
    booked_month = models.DateField()
    charged_cents = models.BigIntegerField(default=0)
    contractual_cents = models.BigIntegerField(default=0)
    paid_cents = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "service_month", "booked_month"], name="cohort_once"
            )
        ]
