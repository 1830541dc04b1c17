"""What the search field finds in revenue: claims by number, patients by name, remittances by trace."""

import re
from collections.abc import Sequence

from django.urls import reverse

from mainstay.engine.money import format_cents
from mainstay.foundation import clock
from mainstay.foundation.tenancy import Actor
from mainstay.frontoffice.patients.queries import search as patients_by_name
from mainstay.revenue.claims.queries.listing import ClaimFilter, claims
from mainstay.revenue.remits.queries.remittances import RemitFilter, remittances
from mainstay.web.naming import plain_case
from mainstay.web.search import MOST_RESULTS, Result

LEAST = 2


def find_claims(actor: Actor, text: str) -> Sequence[Result]:
    """Claims of which some number begins with ``text``; "#4417" looks nowhere else. Two queries."""
    number = text.removeprefix("#").strip()
    if len(number) < LEAST or not re.search(r"\d", number):
        return []
    found = claims(actor.practice_id, ClaimFilter(number=number.upper()), as_of=clock.now().date())
    return [
        Result(
            str(claim.patient),
            reverse("claim", args=[claim.public_id]),
            "claim",
            aside=f"{claim.claim_number} · {plain_case(claim.payer.name)}",
            is_person=True,
            patient_id=claim.patient_id,
        )
        for claim in found.select_related("patient", "payer")[:MOST_RESULTS]
    ]


def find_patients(actor: Actor, text: str) -> Sequence[Result]:
    """Patients whose last name begins with ``text`` ("@samp", "Sample, Ada"), with their claims."""
    name = text.removeprefix("@").strip()
    if len(name) < LEAST or not re.match(r"[^\W\d]", name):
        return []
    return [
        Result(
            str(patient),
            f"{reverse('claims')}?patient={patient.public_id}",
            "person",
            aside=f"born {patient.birth_on:%b} {patient.birth_on.day}, {patient.birth_on.year}"
            if patient.birth_on
            else "",
            is_person=True,
            patient_id=patient.pk,
        )
        for patient in patients_by_name(actor.practice_id, name)[:MOST_RESULTS]
    ]


def find_remits(actor: Actor, text: str) -> Sequence[Result]:
    """Remittances of a trace number, whole ("trace 00918274" or the number alone)."""
    trace = re.sub(r"(?i)^trace\s+", "", text).strip()
    if len(trace) < LEAST or not re.search(r"\d", trace):
        return []
    found = remittances(actor.practice_id, RemitFilter(trace_number=trace))
    return [
        Result(
            f"{plain_case(remit.payer.name if remit.payer else remit.payer_text)}, "
            f"{format_cents(remit.paid_cents)}",
            reverse("remit", args=[remit.public_id]),
            "remit",
            aside=f"{remit.trace_number} · {remit.paid_on:%b} {remit.paid_on.day}",
        )
        for remit in found[:MOST_RESULTS]
    ]
