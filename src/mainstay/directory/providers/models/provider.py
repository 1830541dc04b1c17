"""Who renders care and where, matched on the identifiers that files carry."""

from django.db import models

from mainstay.foundation.tenancy.models import PracticeModel, PublicModel


class Provider(PublicModel):
    """A person (or, where a claim names none, the group) who rendered care."""

    last_name = models.CharField(max_length=80)
    first_name = models.CharField(max_length=60, blank=True, default="")
    taxonomy = models.CharField(max_length=10, blank=True, default="")
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from"
    )

    class Meta:
        indexes = [models.Index(fields=["practice", "last_name"], name="provider_by_name")]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class ProviderIdentifier(PracticeModel):
    """An NPI or other id of a provider: many to one."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="identifiers")
    source = models.CharField(max_length=8)
    qualifier = models.CharField(max_length=8)
    value = models.CharField(max_length=80)

    class Meta:
        db_table = "providers_identifier"
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "qualifier", "value"], name="provider_identifier_once"
            )
        ]


class Location(PublicModel):
    """A place where care is given."""

    name = models.CharField(max_length=120)
    city = models.CharField(max_length=60, blank=True, default="")
    state = models.CharField(max_length=2, blank=True, default="")
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from"
    )

    def __str__(self) -> str:
        return self.name


class LocationIdentifier(PracticeModel):
    """An id of a location: many to one."""

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="identifiers")
    source = models.CharField(max_length=8)
    qualifier = models.CharField(max_length=8)
    value = models.CharField(max_length=160)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "qualifier", "value"], name="location_identifier_once"
            )
        ]
