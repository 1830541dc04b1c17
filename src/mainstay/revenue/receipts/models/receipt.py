"""Money that arrived."""

from django.db import models

from mainstay.foundation.tenancy.models import PublicModel


class Receipt(PublicModel):
    """One arrival of money: a payer's cheque or EFT, or a patient's payment.

    ``source_key`` is ``remit:{remit_key}`` for a payer's, file and row for one from a CSV.
    """

    source_key = models.CharField(max_length=48)
    kind = models.CharField(max_length=8)
    payer = models.ForeignKey(
        "payers.Payer", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
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

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "source_key"], name="receipt_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["payer", "patient"]), name="receipt_kind_known"
            ),
        ]
        indexes = [models.Index(fields=["practice", "received_on"], name="receipt_by_day")]
