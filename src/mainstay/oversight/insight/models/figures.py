"""What every figure is made of: facts by claim, open items and bookings by encounter.

All of it is folded from other tables and can be folded anew, so no foreign keys guard it.
"""

from datetime import date

from django.db import models

from mainstay.foundation.tenancy.models import PracticeModel

STILL_OPEN = date.max
"""``Item.until_on`` of what nothing has changed since."""


class ClaimFacts(PracticeModel):
    """One row a claim family: the dates and first-pass outcomes of which rates are made.

    Dates are practice dates: when the service took place, when it was first charged (BHT04 of its
    first 837), first sent, acknowledged, first answered by an 835, and settled. First-pass figures
    look at the first submission and the first remit even after a later fix (metrics.md 0).

    ``first_outcome`` is accepted, rejected or "" (no final acknowledgement yet). ``is_counted`` is
    false for what metrics.md 0 leaves out of scope: voids, capitated encounters, reporting-only.
    ``first_billed_cents`` and ``first_denied_cents`` are charges on the first remit.
    """

    claim = models.OneToOneField(
        "claims.Claim", on_delete=models.PROTECT, related_name="facts", db_constraint=False
    )
    encounter = models.ForeignKey(
        "charges.Encounter", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    payer = models.ForeignKey(
        "payers.Payer",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    provider = models.ForeignKey(
        "providers.Provider",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    location = models.ForeignKey(
        "providers.Location",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
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
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_outcome__in=["", "accepted", "rejected"]),
                name="facts_outcome_known",
            )
        ]
        indexes = [
            models.Index(fields=["practice", "first_sent_on"], name="facts_by_sent"),
            models.Index(fields=["practice", "answered_on"], name="facts_by_answer"),
        ]


class Item(PracticeModel):
    """What one party owed on one encounter, for as long as it was the same amount.

    Holds on the days ``from_on <= day < until_on``; ``STILL_OPEN`` until something changes it.
    Days of zero have no row, so the rows of a day are its open items: above zero debit A/R, below
    a credit. Party is a payer or the patient, by the ledger's ids. ``service_on`` is the last day
    of service; ``first_billed_on`` the first submission that was not rejected.
    """

    encounter = models.ForeignKey(
        "charges.Encounter",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    party_kind = models.CharField(max_length=8)
    party_id = models.BigIntegerField()
    from_on = models.DateField()
    until_on = models.DateField(default=STILL_OPEN)
    cents = models.BigIntegerField()
    service_on = models.DateField()
    first_billed_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["encounter", "party_kind", "party_id", "from_on"], name="item_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(cents=0) & models.Q(from_on__lt=models.F("until_on")),
                name="item_is_open",
            ),
        ]
        indexes = [
            models.Index(
                fields=[
                    "practice", "until_on", "from_on", "service_on",
                    "party_kind", "party_id", "cents",
                ],
                name="item_of_a_day",
            ),
            models.Index(fields=["practice", "-cents", "id"], name="item_by_size"),
        ]  # fmt: skip


class Booking(PracticeModel):
    """What was booked on one encounter on one day, by the month of service.

    ``charged`` is net of voids; ``written_down`` is contractual and capitated; ``payer_paid`` and
    ``patient_paid`` are net of take-backs and refunds, without interest and incentive;
    ``to_patient`` is what the day made the patient owe. ``booked_on`` is the date in the books.
    """

    encounter = models.ForeignKey(
        "charges.Encounter",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    service_month = models.DateField()
    booked_on = models.DateField()
    charged_cents = models.BigIntegerField(default=0)
    written_down_cents = models.BigIntegerField(default=0)
    payer_paid_cents = models.BigIntegerField(default=0)
    patient_paid_cents = models.BigIntegerField(default=0)
    to_patient_cents = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["encounter", "service_month", "booked_on"], name="booking_once"
            )
        ]
        indexes = [
            models.Index(fields=["practice", "booked_on"], name="booking_by_day"),
            models.Index(fields=["practice", "service_month", "booked_on"], name="booking_cohort"),
        ]


class Stale(PracticeModel):
    """An encounter whose facts changed since they were folded."""

    encounter = models.ForeignKey(
        "charges.Encounter",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "encounter"], name="stale_once")]
