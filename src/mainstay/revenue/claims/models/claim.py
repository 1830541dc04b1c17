"""The claim family, its frozen versions and their lines, and each time one was sent."""

from django.db import models

from mainstay.foundation.tenancy.models import PracticeModel, PublicModel

STATUSES = [
    "draft", "held", "ready", "sent", "accepted", "rejected",
    "denied", "part_paid", "paid", "closed", "void",
]  # fmt: skip
SEQUENCES = ["P", "S", "T"]


class Claim(PublicModel):
    """One bill to one payer, with everything that became of it.

    ``status`` is written only by ``services.refresh`` from facts and acts. ``claim_number`` is the
    patient control number of its newest version (CLM01), for lists; identifiers hold them all.
    """

    source_key = models.CharField(max_length=24)
    encounter = models.ForeignKey(
        "charges.Encounter",
        on_delete=models.PROTECT,
        related_name="claims",
        db_index=False,
    )
    patient = models.ForeignKey(
        "patients.Patient", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    payer = models.ForeignKey(
        "payers.Payer", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    sequence = models.CharField(max_length=1)
    part = models.SmallIntegerField(default=1)
    status = models.CharField(max_length=10, default="sent")
    claim_number = models.CharField(max_length=38, blank=True, default="")
    billed_cents = models.BigIntegerField(default=0)
    service_on = models.DateField(null=True, blank=True)
    first_sent_on = models.DateField(null=True, blank=True)
    last_sent_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "encounter", "payer", "sequence", "part"],
                name="claim_family_once",
            ),
            models.UniqueConstraint(fields=["practice", "source_key"], name="claim_source_once"),
            models.CheckConstraint(
                condition=models.Q(status__in=STATUSES), name="claim_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(sequence__in=SEQUENCES), name="claim_sequence_known"
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "status", "-service_on", "id"], name="claim_status"),
            models.Index(fields=["practice", "payer", "-service_on", "id"], name="claim_payer"),
            models.Index(fields=["practice", "-service_on", "-id"], name="claim_newest"),
            models.Index(fields=["practice", "patient"], name="claim_of_patient"),
        ]


class Identifier(PracticeModel):
    """A number by which somebody names a claim: ours, the payer's, the clearinghouse's."""

    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="identifiers", db_index=False
    )
    kind = models.CharField(max_length=16)
    value = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "kind", "value"], name="claim_identifier_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["patient_control", "payer_control", "clearinghouse"]),
                name="claim_identifier_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "value", "kind"], name="claim_identifier_value")
        ]


class Version(PracticeModel):
    """A claim as it left, frozen. Same content again is one more submission of this version."""

    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="versions", db_index=False
    )
    number = models.IntegerField()
    frequency = models.CharField(max_length=1)
    claim_number = models.CharField(max_length=38)
    payer_claim_number = models.CharField(max_length=50, blank=True, default="")
    billed_cents = models.BigIntegerField()
    content_hash = models.CharField(max_length=64)
    draft = models.JSONField()
    sent_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "number"], name="claim_version_once"),
            models.UniqueConstraint(fields=["claim", "content_hash"], name="claim_content_once"),
        ]


class Line(PracticeModel):
    """How a charge is billed on a version."""

    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    ordinal = models.IntegerField()
    line_number = models.CharField(max_length=50, blank=True, default="")
    charge = models.ForeignKey("charges.Charge", on_delete=models.PROTECT, related_name="+")
    procedure = models.CharField(max_length=48)
    modifiers = models.CharField(max_length=15, blank=True, default="")
    units_milli = models.BigIntegerField(default=1000)
    cents = models.BigIntegerField()
    service_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "ordinal"], name="claim_line_once")
        ]


class Submission(PracticeModel):
    """One time a version was sent: what TA1, 999 and 277CA name."""

    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="submissions", db_index=False
    )
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="submissions")
    source_key = models.CharField(max_length=24)
    partner = models.CharField(max_length=64)
    isa13 = models.CharField(max_length=9)
    gs06 = models.CharField(max_length=9)
    st02 = models.CharField(max_length=9)
    bht03 = models.CharField(max_length=50, blank=True, default="")
    sent_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "source_key"], name="submission_once")
        ]
        indexes = [
            models.Index(fields=["practice", "gs06", "st02"], name="submission_by_set"),
            models.Index(fields=["practice", "isa13"], name="submission_by_interchange"),
            models.Index(fields=["practice", "bht03"], name="submission_by_batch"),
        ]


class Act(PracticeModel):
    """What a person did to a claim."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=16)
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["claim", "at"], name="act_of_claim")]
