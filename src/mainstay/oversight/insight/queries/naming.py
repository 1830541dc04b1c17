"""Whose claim a row is about: what a list needs to name it and link to its story."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from mainstay.revenue.charges.models import Encounter
from mainstay.revenue.claims.models import Claim


@dataclass(frozen=True, slots=True)
class Named:
    """An encounter and the claim that tells its story ("" where the patient pays himself)."""

    encounter_id: int
    claim_public_id: str
    claim_number: str
    patient_id: int
    patient_name: str
    payer_name: str
    service_on: date | None


def name_claims(practice_id: int, claim_ids: Collection[int]) -> dict[int, Named]:
    """By claim. Cost: one query."""
    return {
        claim.pk: _named(claim.encounter_id, claim.patient, claim)
        for claim in _claims(practice_id).filter(pk__in=claim_ids)
    }


def name_encounters(practice_id: int, encounter_ids: Collection[int]) -> dict[int, Named]:
    """By encounter, with its first primary claim. Cost: two queries."""
    claims: dict[int, Claim] = {}
    for claim in (
        _claims(practice_id).filter(encounter__in=encounter_ids).order_by("sequence", "id")
    ):
        claims.setdefault(claim.encounter_id, claim)
    encounters = (
        Encounter.objects.for_practice(practice_id)
        .filter(pk__in=encounter_ids)
        .select_related("patient")
    )
    return {
        encounter.pk: _named(
            encounter.pk, encounter.patient, claims.get(encounter.pk), encounter.service_on
        )
        for encounter in encounters
    }


def _claims(practice_id: int) -> QuerySet[Claim]:
    # P, S, T happen to stand in the order in which they pay.
    claims: QuerySet[Claim] = Claim.objects.for_practice(practice_id).select_related(
        "patient", "payer"
    )
    return claims


def _named(
    encounter_id: int, patient: Any, claim: Claim | None, service_on: date | None = None
) -> Named:
    return Named(
        encounter_id=encounter_id,
        claim_public_id=str(claim.public_id) if claim else "",
        claim_number=claim.claim_number if claim else "",
        patient_id=patient.pk,
        patient_name=str(patient),
        payer_name=claim.payer.name if claim else "Self-pay",
        service_on=claim.service_on if claim else service_on,
    )
