"""A remittance as its payer sent it, and where each part of it went."""

from django.db import models

from mainstay.foundation.tenancy.models import PracticeModel, PublicModel

REMIT_STATES = ["staged", "held", "posting", "posted"]
PARKING_REASONS = [
    "no_match",
    "earlier",  # for services before the practice's first 837
    "own_sums",
    "reversal_first",
    "second_adjudication",
    "secondary_first",
    "other",
]


class Remit(PublicModel):
    """One ST of an 835. ``remit_key`` is 16 hex digits of its identity and body (RELIABILITY 4).

    ``identity`` (payer as the file says it, trace number, amount, date) is unique with the body
    hash; the same identity with another body is held. Signs as in the file. ``applied_payments``
    counts the claim payments posted or parked so far; ``clearing_cents`` is what the remit's own
    postings left on its clearing account, zero in the transaction that makes it *posted*.
    """

    file = models.ForeignKey("exchange.File", on_delete=models.PROTECT, related_name="+")
    source_key = models.CharField(max_length=24)
    remit_key = models.CharField(max_length=16)
    identity = models.CharField(max_length=160)
    body_sha256 = models.CharField(max_length=64)
    payer = models.ForeignKey(
        "payers.Payer", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    payer_text = models.CharField(max_length=120, blank=True, default="")
    payee_text = models.CharField(max_length=120, blank=True, default="")
    payee_number = models.CharField(max_length=80, blank=True, default="")
    trace_number = models.CharField(max_length=50)
    trace_payer_id = models.CharField(max_length=20, blank=True, default="")
    method = models.CharField(max_length=3, blank=True, default="")
    handling = models.CharField(max_length=2, blank=True, default="")
    paid_cents = models.BigIntegerField()
    claims_cents = models.BigIntegerField(default=0)
    plb_cents = models.BigIntegerField(default=0)
    paid_on = models.DateField()
    produced_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, default="staged")
    hold_reason = models.TextField(blank=True, default="")
    claim_payments = models.IntegerField(default=0)
    applied_payments = models.IntegerField(default=0)
    clearing_cents = models.BigIntegerField(default=0)
    receipt = models.ForeignKey(
        "receipts.Receipt", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    posted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "remit_key"], name="remit_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=REMIT_STATES), name="remit_state_known"
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "-paid_on", "-id"], name="remit_newest"),
            models.Index(fields=["practice", "identity"], name="remit_by_identity"),
            models.Index(fields=["practice", "state"], name="remit_by_state"),
        ]


class ClaimPayment(PublicModel):
    """One CLP. Never changed: where it went stands in matches, parkings and the ledger."""

    remit = models.ForeignKey(
        Remit, on_delete=models.PROTECT, related_name="payments", db_index=False
    )
    ordinal = models.IntegerField()
    segment = models.IntegerField()
    claim_number = models.CharField(max_length=50)
    status = models.CharField(max_length=2)
    charge_cents = models.BigIntegerField()
    paid_cents = models.BigIntegerField()
    patient_cents = models.BigIntegerField(null=True, blank=True)
    filing_indicator = models.CharField(max_length=2, blank=True, default="")
    payer_claim_number = models.CharField(max_length=50, blank=True, default="")
    frequency = models.CharField(max_length=1, blank=True, default="")
    patient_name = models.CharField(max_length=160, blank=True, default="")
    member_id = models.CharField(max_length=80, blank=True, default="")
    service_on = models.DateField(null=True, blank=True)
    service_to_on = models.DateField(null=True, blank=True)
    remarks = models.CharField(max_length=60, blank=True, default="")
    crossover_to = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        db_table = "remits_claim_payment"
        constraints = [
            models.UniqueConstraint(fields=["remit", "ordinal"], name="claim_payment_once")
        ]
        indexes = [
            models.Index(fields=["practice", "claim_number"], name="claim_payment_by_number"),
            models.Index(fields=["practice", "payer_claim_number"], name="claim_payment_by_icn"),
        ]


class Line(PracticeModel):
    """One SVC."""

    payment = models.ForeignKey(
        ClaimPayment, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    ordinal = models.IntegerField()
    procedure = models.CharField(max_length=48)
    modifiers = models.CharField(max_length=15, blank=True, default="")
    submitted_procedure = models.CharField(max_length=48, blank=True, default="")
    revenue_code = models.CharField(max_length=8, blank=True, default="")
    charge_cents = models.BigIntegerField()
    paid_cents = models.BigIntegerField()
    paid_units_milli = models.BigIntegerField(default=1000)
    allowed_cents = models.BigIntegerField(null=True, blank=True)
    service_on = models.DateField(null=True, blank=True)
    line_number = models.CharField(max_length=50, blank=True, default="")
    remarks = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "ordinal"], name="remit_line_once")
        ]


class Adjustment(PracticeModel):
    """One triple of a CAS: positive cents reduce the payment."""

    payment = models.ForeignKey(
        ClaimPayment, on_delete=models.PROTECT, related_name="adjustments", db_index=False
    )
    line = models.ForeignKey(
        Line,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="adjustments",
        db_index=False,
    )
    ordinal = models.IntegerField()
    group = models.CharField(max_length=2)
    carc = models.CharField(max_length=5)
    cents = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "ordinal"], name="adjustment_once")
        ]


class ProviderAdjustment(PracticeModel):
    """One pair of a PLB: positive cents reduce the payment."""

    remit = models.ForeignKey(Remit, on_delete=models.PROTECT, related_name="plbs")
    ordinal = models.IntegerField()
    code = models.CharField(max_length=2)
    reference = models.CharField(max_length=50, blank=True, default="")
    cents = models.BigIntegerField()

    class Meta:
        db_table = "remits_plb"
        constraints = [models.UniqueConstraint(fields=["remit", "ordinal"], name="plb_once")]
        indexes = [models.Index(fields=["practice", "reference"], name="plb_by_reference")]


class Match(PracticeModel):
    """That a claim payment is about a claim (``line`` empty), or a line about a charge; and why.

    ``charge_cents`` is the part of the line's charge that falls to this charge, where one line
    answers several (bundled, or shared over all charges).
    """

    payment = models.ForeignKey(ClaimPayment, on_delete=models.PROTECT, related_name="matches")
    claim = models.ForeignKey(
        "claims.Claim", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    line = models.ForeignKey(
        Line,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="matches",
        db_index=False,
    )
    charge = models.ForeignKey(
        "charges.Charge", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rule = models.CharField(max_length=24)
    charge_cents = models.BigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "matches"
        constraints = [
            models.UniqueConstraint(
                fields=["payment", "line", "charge"],
                nulls_distinct=False,
                name="remit_match_once",
            )
        ]
        indexes = [models.Index(fields=["practice", "claim"], name="remit_match_of_claim")]


class Answer(PracticeModel):
    """What one claim payment did to one charge: the payer's answer, until it is withdrawn.

    ``credited_cents`` is all that left the payer's receivable (paid, contractual, withheld ...);
    ``patient`` lists [CARC, cents] assigned to the patient. A reversal, or an adjudication that
    took its place, withdraws it. So who owes the rest is one query (DESIGN 9).
    """

    payment = models.ForeignKey(
        ClaimPayment, on_delete=models.PROTECT, related_name="answers", db_index=False
    )
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="+")
    charge = models.ForeignKey("charges.Charge", on_delete=models.PROTECT, related_name="+")
    payer = models.ForeignKey(
        "payers.Payer", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    paid_cents = models.BigIntegerField()
    credited_cents = models.BigIntegerField()
    patient = models.JSONField(default=list)
    allowed_cents = models.BigIntegerField(null=True, blank=True)
    is_denied = models.BooleanField(default=False)
    withdrawn_by = models.ForeignKey(
        ClaimPayment,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="withdrew",
        db_index=False,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "charge"], name="remit_answer_once")
        ]
        indexes = [
            models.Index(
                fields=["practice", "charge"],
                condition=models.Q(withdrawn_by__isnull=True),
                name="remit_answer_standing",
            )
        ]


class Parking(PracticeModel):
    """A claim payment that could not be placed: its cash is booked, the rest waits for a reason.

    ``claim`` is the claim it is about, where that is known. ``account`` holds its cash.
    """

    payment = models.OneToOneField(ClaimPayment, on_delete=models.PROTECT, related_name="parking")
    claim = models.ForeignKey(
        "claims.Claim", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    account = models.CharField(max_length=16, default="unapplied")
    reason = models.CharField(max_length=24)
    sentence = models.TextField()
    parked_at = models.DateTimeField()
    placed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reason__in=PARKING_REASONS), name="parking_reason_known"
            )
        ]
        indexes = [
            models.Index(
                fields=["practice", "reason"],
                condition=models.Q(placed_at__isnull=True),
                name="parking_open",
            ),
            models.Index(
                fields=["claim"],
                condition=models.Q(placed_at__isnull=True),
                name="parking_of_claim",
            ),
        ]
