"""Payers, the ids by which files name them, and proposals that two are one."""

from django.db import models

from mainstay.foundation.tenancy.models import PracticeModel, PublicModel


class Payer(PublicModel):
    """Someone who pays claims. A merge is a pointer; no row is rewritten (DESIGN 9)."""

    name = models.CharField(max_length=120)
    payer_type = models.CharField(max_length=24, default="commercial_par")
    is_contracted = models.BooleanField(default=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from"
    )

    class Meta:
        indexes = [models.Index(fields=["practice", "name"], name="payer_by_name")]

    def __str__(self) -> str:
        return self.name


class Identifier(PracticeModel):
    """An id a file used for a payer: many to one."""

    payer = models.ForeignKey(Payer, on_delete=models.PROTECT, related_name="identifiers")
    source = models.CharField(max_length=8)
    qualifier = models.CharField(max_length=8)
    value = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "qualifier", "value"], name="payer_identifier_once"
            )
        ]


class MergeProposal(PracticeModel):
    """Two payers that may be one; a person decides."""

    left = models.ForeignKey(Payer, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Payer, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=8, default="open")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "left", "right"], name="payer_merge_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "merged", "apart"]),
                name="payer_merge_state",
            ),
        ]
