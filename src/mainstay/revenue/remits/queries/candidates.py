"""The encounters some claim payments may be about: by their numbers, else by patient and day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q

from mainstay.foundation.db.reads import Rows, written_once
from mainstay.frontoffice.patients.models import Identifier as PatientIdentifier
from mainstay.frontoffice.patients.models import Patient
from mainstay.revenue.charges.models import Charge, Encounter
from mainstay.revenue.charges.queries import payers_stated
from mainstay.revenue.claims.models import Claim, Identifier, Version
from mainstay.revenue.claims.models import Line as ClaimLine
from mainstay.revenue.remits.matching import BilledLine, Candidate, Family
from mainstay.revenue.remits.stored import PaidClaim

NO_NUMBERS = frozenset({"", "0"})
"""What a payer writes in CLP01 or CLP07 when it has no number to give."""


def candidates_for(practice_id: int, payments: Sequence[PaidClaim]) -> dict[int, list[Candidate]]:
    """Candidates by claim payment id, in order of encounter. Nine queries, however many."""
    numbers = _encounters_by_number(practice_id, payments)
    wanted: dict[int, set[int]] = {
        payment.id: {
            encounter_id
            for number in (
                ("patient_control", payment.claim_number),
                ("payer_control", payment.payer_claim_number),
            )
            for encounter_id, _ in numbers.get(number, ())
        }
        for payment in payments
    }
    unnamed = [payment for payment in payments if not wanted[payment.id]]
    wanted |= _encounters_by_patient(practice_id, unnamed)
    known = encounters_by_id(practice_id, {pk for found in wanted.values() for pk in found})
    for number, found in numbers.items():
        for encounter_id, claim_id in found:
            if encounter_id in known:
                known[encounter_id].numbers.setdefault(number, set()).add(claim_id)
    return {
        payment_id: [known[pk] for pk in sorted(found) if pk in known]
        for payment_id, found in wanted.items()
    }


def _encounters_by_number(
    practice_id: int, payments: Iterable[PaidClaim]
) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """(Encounter, claim) by kind of number and number."""
    values = {p.claim_number for p in payments} | {p.payer_claim_number for p in payments}
    found: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for kind, value, encounter_id, claim_id in _numbered(practice_id, values - NO_NUMBERS):
        found[kind, value].append((encounter_id, claim_id))
    return found


def _encounters_by_patient(practice_id: int, payments: Sequence[PaidClaim]) -> dict[int, set[int]]:
    """Encounters of the patient on the days named, for payments whose numbers nobody knows."""
    members = {p.member_id.upper() for p in payments} - {""}
    names = {p.patient_name for p in payments} - {""}
    days = {day for p in payments for day in p.days}
    if not days or not (members or names):
        return {}
    patients = _patients(practice_id, members, names)
    if not patients:
        return {}
    rows = (
        Encounter.objects.for_practice(practice_id)
        .filter(patient__in=patients, service_on__in=days)
        .values_list("id", "patient_id", "service_on")
    )
    found: defaultdict[int, set[int]] = defaultdict(set)
    for encounter_id, patient_id, service_on in rows:
        for payment in payments:
            known_as = patients[patient_id]
            is_patient = payment.patient_name in known_as or payment.member_id.upper() in known_as
            if is_patient and service_on in payment.days:
                found[payment.id].add(encounter_id)
    return found


def _patients(
    practice_id: int, members: Collection[str], names: Collection[str]
) -> dict[int, set[str]]:
    """By patient, which of these names and member ids are theirs."""
    known_as: defaultdict[int, set[str]] = defaultdict(set)
    identifiers = PatientIdentifier.objects.for_practice(practice_id)
    for pk, value in identifiers.filter(qualifier="MI", value__in=members).values_list(
        "patient_id", "value"
    ):
        known_as[pk].add(value)
    rows = Patient.objects.for_practice(practice_id).filter(search_name__in=names)
    for pk, name in rows.values_list("id", "search_name"):
        known_as[pk].add(name)
    return known_as


def encounters_by_id(practice_id: int, encounter_ids: Collection[int]) -> dict[int, Candidate]:
    """These encounters with payers, claims and charges. Seven queries."""
    found: dict[int, Candidate] = {}
    if not encounter_ids:
        return found
    by_patient: defaultdict[int, list[Candidate]] = defaultdict(list)
    for pk, provider_id, patient_id, name in _encounters(practice_id, encounter_ids):
        found[pk] = Candidate(pk, provider_id, patient_id, name)
        by_patient[patient_id].append(found[pk])
    for patient_id, value in _member_ids(practice_id, by_patient):
        for candidate in by_patient[patient_id]:
            candidate.member_ids.add(value)
    for encounter_id, payers in payers_stated(practice_id, list(found)).items():
        found[encounter_id].payers = [payer_id for payer_id, _ in payers]
        found[encounter_id].stated = {payer_id: on for payer_id, on in payers if on}
    _add_families(practice_id, found)
    _add_charges(practice_id, found)
    return found


def _add_families(practice_id: int, candidates: dict[int, Candidate]) -> None:
    families: dict[int, Family] = {}
    for pk, encounter_id, payer_id, sequence, billed in _claims(practice_id, candidates):
        families[pk] = Family(pk, payer_id, sequence, {billed})
        candidates[encounter_id].families.append(families[pk])
    of_version: dict[int, Family] = {}
    for pk, claim_id, billed, sent_on in _versions(practice_id, families):
        of_version[pk] = families[claim_id]
        families[claim_id].billed.add(billed)
        families[claim_id].versions.append((pk, sent_on))
    for version_id, *line in _lines(practice_id, of_version):
        of_version[version_id].lines.append(BilledLine(*line))


def _add_charges(practice_id: int, candidates: dict[int, Candidate]) -> None:
    for encounter_id, is_void, *charge in _charges(practice_id, candidates):
        line = BilledLine(*charge)
        if is_void:
            candidates[encounter_id].void_charge_ids.append(line.charge_id)
        else:
            candidates[encounter_id].charges.append(line)


def waiting_for(numbers: Collection[tuple[str, str]], days: Collection[date | None]) -> Q:
    """Claim payments that name one of these (kind, number), or fall on one of these days."""
    patient = {value for kind, value in numbers if kind == "patient_control"} - NO_NUMBERS
    payer = {value for kind, value in numbers if kind == "payer_control"} - NO_NUMBERS
    wanted = [
        Q(claim_number__in=patient),
        Q(payer_claim_number__in=payer),
        Q(service_on__in={day for day in days if day}),
    ]
    return reduce(or_, wanted)


@written_once
def _numbered(practice_id: int, numbers: Collection[str]) -> Rows:
    named = Identifier.objects.for_practice(practice_id).filter(value__in=numbers)
    return named.values_list("kind", "value", "claim__encounter_id", "claim_id")


@written_once
def _encounters(practice_id: int, encounter_ids: Collection[int]) -> Rows:
    encounters = Encounter.objects.for_practice(practice_id).filter(pk__in=encounter_ids)
    return encounters.values_list("id", "rendering_id", "patient_id", "patient__search_name")


@written_once
def _member_ids(practice_id: int, patient_ids: Collection[int]) -> Rows:
    members = PatientIdentifier.objects.for_practice(practice_id).filter(
        patient__in=patient_ids, qualifier="MI"
    )
    return members.values_list("patient_id", "value")


@written_once
def _claims(practice_id: int, encounter_ids: Collection[int]) -> Rows:
    claims = Claim.objects.for_practice(practice_id).filter(encounter__in=encounter_ids)
    return claims.order_by("id").values_list(
        "id", "encounter_id", "payer_id", "sequence", "billed_cents"
    )


@written_once
def _versions(practice_id: int, claim_ids: Collection[int]) -> Rows:
    versions = Version.objects.for_practice(practice_id).filter(claim__in=claim_ids)
    return versions.order_by("claim_id", "number").values_list(
        "id", "claim_id", "billed_cents", "sent_on"
    )


@written_once
def _lines(practice_id: int, version_ids: Collection[int]) -> Rows:
    lines = ClaimLine.objects.for_practice(practice_id).filter(
        version__in=version_ids, charge__is_void=False
    )
    return lines.order_by("-version_id", "ordinal").values_list(
        "version_id", "charge_id", "line_number", "procedure", "modifiers", "service_on", "cents"
    )


@written_once
def _charges(practice_id: int, encounter_ids: Collection[int]) -> Rows:
    charges = Charge.objects.for_practice(practice_id).filter(encounter__in=encounter_ids)
    return charges.order_by("encounter_id", "ordinal", "id").values_list(
        "encounter_id", "is_void", "id", "line_number", "procedure", "modifiers", "service_on",
        "cents",
    )  # fmt: skip
