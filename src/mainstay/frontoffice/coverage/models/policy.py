"""A policy: this person's cover with this payer."""

from django.db import models

from mainstay.foundation.tenancy.models import PracticeModel


class Policy(PracticeModel):
    """A patient's cover with a payer, under one member id."""

    patient = models.ForeignKey(
        "patients.Patient", on_delete=models.PROTECT, related_name="policies"
    )
    payer = models.ForeignKey("payers.Payer", on_delete=models.PROTECT, related_name="+")
    member_id = models.CharField(max_length=80, blank=True, default="")
    group_number = models.CharField(max_length=50, blank=True, default="")
    relationship = models.CharField(max_length=2, blank=True, default="")
    filing_indicator = models.CharField(max_length=2, blank=True, default="")
    subscriber_name = models.CharField(max_length=160, blank=True, default="")
    subscriber_birth_on = models.DateField(null=True, blank=True)
    seen_first_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "policies"
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "patient", "payer", "member_id"], name="policy_once"
            )
        ]
