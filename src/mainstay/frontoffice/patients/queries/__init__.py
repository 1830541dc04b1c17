"""The questions about patients."""

import uuid

from django.db.models import QuerySet

from mainstay.foundation.tenancy.identifying import merges
from mainstay.frontoffice.patients.models import MergeProposal, Patient
from mainstay.frontoffice.patients.services.resolving import search_name


def search(practice_id: int, text: str) -> QuerySet[Patient]:
    """Patients whose name begins with ``text`` (last name first), by name."""
    wanted = search_name(text, "")
    rows = Patient.objects.for_practice(practice_id).filter(merged_into__isnull=True)
    return rows.filter(search_name__startswith=wanted).order_by("search_name", "id")


def patient_by(practice_id: int, public_id: uuid.UUID) -> Patient | None:
    """The patient of a public id; None when this practice has none."""
    return Patient.objects.for_practice(practice_id).filter(public_id=public_id).first()


def open_proposals(practice_id: int) -> list[MergeProposal]:
    """Pairs of patients that may be one and that nobody decided on yet, oldest first."""
    rows = MergeProposal.objects.for_practice(practice_id).filter(state="open")
    return list(rows.select_related("left", "right").order_by("id"))


def merged(practice_id: int) -> dict[int, int]:
    """For each merged patient the one that stands for it now. One query."""
    return merges(practice_id, Patient)
