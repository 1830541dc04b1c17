"""Money that arrived."""

from django.db import models

from mainstay.foundation.tenancy.models import PublicModel


class Receipt(PublicModel):
    """One arrival of money: a payer's cheque or EFT, or a patient's payment.

    ``source_key`` is ``remit:{remit_key}`` for a payer's; for a patient's from a CSV it is made of
    the row's own words, so that the same row in another file is the same receipt. ``state`` of a
    patient's: *applied* to an encounter, *unapplied* until its claim is known, or in *review*
    (money given back: a person books it).
    """

    source_key = models.CharField(max_length=48)
    kind = models.CharField(max_length=8)
    payer = models.ForeignKey(
        "payers.Payer",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    patient = models.ForeignKey(
        "patients.Patient", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    method = models.CharField(max_length=24, blank=True, default="")
    reference = models.CharField(max_length=80, blank=True, default="")
    claim_number = models.CharField(max_length=50, blank=True, default="")
    patient_text = models.CharField(max_length=160, blank=True, default="")
    cents = models.BigIntegerField()
    received_on = models.DateField()
    encounter = models.ForeignKey(
        "charges.Encounter",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    state = models.CharField(max_length=9, default="applied")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "source_key"], name="receipt_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["payer", "patient"]), name="receipt_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["applied", "unapplied", "review"]),
                name="receipt_state_known",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "received_on"], name="receipt_by_day"),
            models.Index(fields=["practice", "encounter"], name="receipt_of_encounter"),
            models.Index(
                fields=["practice", "claim_number"],
                condition=models.Q(state="unapplied"),
                name="receipt_waiting",
            ),
        ]
