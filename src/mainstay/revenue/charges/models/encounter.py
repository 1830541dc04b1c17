"""An encounter, who is to pay for it in which order, and its charges."""

from django.db import models

from mainstay.foundation.tenancy.models import PracticeModel, PublicModel


class Encounter(PublicModel):
    """What took place with a patient, as first billed."""

    source_key = models.CharField(max_length=24)
    patient = models.ForeignKey(
        "patients.Patient", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    rendering = models.ForeignKey(
        "providers.Provider",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    location = models.ForeignKey(
        "providers.Location",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    service_on = models.DateField(null=True, blank=True)
    service_to_on = models.DateField(null=True, blank=True)
    charged_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "source_key"], name="encounter_once")
        ]
        indexes = [
            models.Index(fields=["practice", "patient", "service_on"], name="encounter_by_patient")
        ]


class Coverage(PracticeModel):
    """A payer's place in the order of an encounter's payers: 1 is first.

    ``stated_on`` is the day of the first claim that named it; None where none did (a crossover).
    """

    encounter = models.ForeignKey(
        Encounter, on_delete=models.PROTECT, related_name="coverages", db_index=False
    )
    rank = models.SmallIntegerField()
    payer = models.ForeignKey(
        "payers.Payer", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    policy = models.ForeignKey(
        "coverage.Policy",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    stated_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["encounter", "rank"], name="coverage_rank_once")
        ]


class Charge(PracticeModel):
    """What we did and its price. ``version`` counts its prices; the ledger holds their history.

    ``line_number`` is the line control number (REF 6R) it was first billed under. ``stated_on`` is
    the date of the newest claim to the first payer that says so; empty when only others were billed.
    """

    encounter = models.ForeignKey(
        Encounter, on_delete=models.PROTECT, related_name="charges", db_index=False
    )
    source_key = models.CharField(max_length=24)
    ordinal = models.IntegerField()
    line_number = models.CharField(max_length=50, blank=True, default="")
    service_on = models.DateField(null=True, blank=True)
    service_to_on = models.DateField(null=True, blank=True)
    procedure = models.CharField(max_length=48)
    modifiers = models.CharField(max_length=15, blank=True, default="")
    revenue_code = models.CharField(max_length=8, blank=True, default="")
    units_milli = models.BigIntegerField(default=1000)
    cents = models.BigIntegerField()
    version = models.IntegerField(default=1)
    is_void = models.BooleanField(default=False)
    charged_on = models.DateField()
    stated_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "source_key"], name="charge_once")
        ]
        indexes = [models.Index(fields=["encounter", "ordinal"], name="charge_of_encounter")]
