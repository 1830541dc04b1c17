"""A patient, the ids files use for him, and proposals that two are one."""

from django.db import models

from mainstay.foundation.tenancy.models import PracticeModel, PublicModel


class Patient(PublicModel):
    """Someone treated. Known by name, birth date and one more agreeing identifier (DESIGN 9)."""

    last_name = models.CharField(max_length=80)
    first_name = models.CharField(max_length=60, blank=True, default="")
    middle_name = models.CharField(max_length=40, blank=True, default="")
    search_name = models.CharField(max_length=200)
    birth_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, blank=True, default="")
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from"
    )

    class Meta:
        indexes = [
            models.Index(fields=["practice", "search_name"], name="patient_by_name"),
            models.Index(fields=["practice", "birth_on"], name="patient_by_birth"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def initials(self) -> str:
        """Initials, for a screen with desk privacy on."""
        return "".join(f"{name[0]}." for name in (self.first_name, self.last_name) if name)


class Identifier(PracticeModel):
    """A member id, account number or address key of a patient: many to one, shared by families."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="identifiers")
    source = models.CharField(max_length=8)
    qualifier = models.CharField(max_length=8)
    value = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "qualifier", "value", "patient"],
                name="patient_identifier_once",
            )
        ]


class MergeProposal(PracticeModel):
    """Two patients that may be one; a person decides."""

    left = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=8, default="open")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "left", "right"], name="patient_merge_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "merged", "apart"]),
                name="patient_merge_state",
            ),
        ]
