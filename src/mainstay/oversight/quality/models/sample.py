"""A week's sample, and the review of each claim in it."""

from django.db import models
from django.db.models import Q

from mainstay.foundation.tenancy.models import PracticeModel, PublicModel

FINDINGS = ("corrected_claim", "refund", "training", "rule")
ANSWERS = ("codes", "diagnoses", "modifiers", "payer_rule")


class Sample(PracticeModel):
    """The claims drawn for one week (``week_on`` is its Monday). One a week: it is never re-drawn."""

    week_on = models.DateField()
    seed = models.BigIntegerField()
    size = models.IntegerField(help_text="How many were asked for.")
    population = models.IntegerField(help_text="How many claims it was drawn from.")
    drawn_at = models.DateTimeField()

    class Meta:
        db_table = "quality_sample"
        constraints = [
            models.UniqueConstraint(fields=["practice", "week_on"], name="quality_sample_once")
        ]


class Review(PublicModel):
    """One claim of a sample: four questions, and what follows when something was found.

    Each answer is True (right), False (not right) or None (does not apply, or not answered yet).
    """

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="reviews")
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="+")
    ordinal = models.IntegerField()
    stratum = models.CharField(max_length=160)
    codes = models.BooleanField(null=True)
    diagnoses = models.BooleanField(null=True)
    modifiers = models.BooleanField(null=True)
    payer_rule = models.BooleanField(null=True)
    finding = models.CharField(max_length=16, blank=True, default="")
    note = models.CharField(max_length=300, blank=True, default="")
    reviewer_user_id = models.BigIntegerField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "quality_review"
        constraints = [
            models.UniqueConstraint(fields=["sample", "ordinal"], name="quality_review_once"),
            models.CheckConstraint(
                condition=Q(finding__in=["", *FINDINGS]), name="quality_finding_known"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewer_user_id__isnull=True)
                | Q(reviewed_at__isnull=False, reviewer_user_id__isnull=False),
                name="quality_review_signed",
            ),
        ]

    @property
    def is_sound(self) -> bool:
        """Whether it was reviewed and nothing was found."""
        answers = (self.codes, self.diagnoses, self.modifiers, self.payer_rule)
        return self.reviewed_at is not None and False not in answers
