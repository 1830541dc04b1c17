"""A denied amount of one charge."""

from django.db import models

from mainstay.foundation.tenancy.models import PublicModel
from mainstay.revenue.denials.states import State


class Denial(PublicModel):
    """What a claim payment refused of a charge: its reason, its cause, its clock, its outcome.

    ``waits_until`` is the day by which the payer should have answered what we did; ``tried`` and
    ``tried_on`` name the last act that asked for money. ``is_taken_back``: the payment that
    refused was reversed while something was awaited.
    """

    payment = models.ForeignKey(
        "remits.ClaimPayment", on_delete=models.PROTECT, related_name="denials"
    )
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="denials")
    charge = models.ForeignKey("charges.Charge", on_delete=models.PROTECT, related_name="+")
    payer = models.ForeignKey("payers.Payer", on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(
        "providers.Provider", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ordinal = models.IntegerField()
    cents = models.BigIntegerField()
    group = models.CharField(max_length=2)
    carc = models.CharField(max_length=5)
    rarcs = models.CharField(max_length=60, blank=True, default="")
    category = models.CharField(max_length=16)
    cause = models.CharField(max_length=160, blank=True, default="")
    owner = models.CharField(max_length=24, blank=True, default="")
    action = models.CharField(max_length=240, blank=True, default="")
    procedure = models.CharField(max_length=48, blank=True, default="")
    is_preventable = models.BooleanField(default=False)
    is_first_pass = models.BooleanField(default=False)
    state = models.CharField(max_length=12, default=State.OPEN.value)
    denied_on = models.DateField()
    service_on = models.DateField(null=True, blank=True)
    appeal_by = models.DateField(null=True, blank=True)
    correct_by = models.DateField(null=True, blank=True)
    waits_until = models.DateField(null=True, blank=True)
    level = models.SmallIntegerField(default=0, help_text="The highest level appealed to.")
    tried = models.CharField(max_length=16, blank=True, default="")
    tried_on = models.DateField(null=True, blank=True)
    is_taken_back = models.BooleanField(default=False)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "ordinal"], name="denial_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in State]),
                name="denial_state_known",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "state", "appeal_by", "id"], name="denial_worklist"),
            models.Index(fields=["practice", "state", "-cents", "id"], name="denial_by_size"),
            models.Index(fields=["practice", "claim"], name="denial_of_claim"),
            models.Index(fields=["practice", "denied_on"], name="denial_by_day"),
        ]
