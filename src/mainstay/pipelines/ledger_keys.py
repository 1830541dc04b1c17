"""Business keys of what the ledger knows by id: charges, payers and patients.

For `mainstay verify --dump`: two imports of the same files tell the same keys. A patient's is a
digest, so that a dump names nobody.
"""

import hashlib
from collections.abc import Iterable, Mapping

from mainstay.directory.payers.models import Identifier as PayerIdentifier
from mainstay.directory.payers.models import Payer
from mainstay.frontoffice.patients.models import Identifier as PatientIdentifier
from mainstay.frontoffice.patients.models import Patient
from mainstay.revenue.charges.models import Charge


def charge_keys(charge_ids: Iterable[int]) -> Mapping[int, str]:
    """The source key of each charge: its file and segment."""
    return dict(Charge.objects.filter(pk__in=charge_ids).values_list("id", "source_key"))


def party_keys(parties: Iterable[tuple[str, int]]) -> Mapping[tuple[str, int], str]:
    """Keys by ("payer" | "patient", id)."""
    wanted = list(parties)
    payers = _payer_keys([number for kind, number in wanted if kind == "payer"])
    patients = _patient_keys([number for kind, number in wanted if kind == "patient"])
    return {("payer", number): key for number, key in payers.items()} | {
        ("patient", number): key for number, key in patients.items()
    }


def _payer_keys(payer_ids: list[int]) -> dict[int, str]:
    """The first id a file used for it, else its name."""
    keys = {
        number: f"payer:{name}"
        for number, name in Payer.objects.filter(pk__in=payer_ids).values_list("id", "name")
    }
    identifiers = PayerIdentifier.objects.filter(payer__in=payer_ids).order_by(
        "-qualifier", "-value"
    )
    for number, qualifier, value in identifiers.values_list("payer_id", "qualifier", "value"):
        keys[number] = f"payer:{qualifier}:{value}"  # the smallest comes last and stays
    return keys


def _patient_keys(patient_ids: list[int]) -> dict[int, str]:
    known: dict[int, list[str]] = {
        number: [last, first, middle, str(birth_on)]
        for number, last, first, middle, birth_on in Patient.objects.filter(
            pk__in=patient_ids
        ).values_list("id", "last_name", "first_name", "middle_name", "birth_on")
    }
    identifiers = PatientIdentifier.objects.filter(patient__in=patient_ids).order_by(
        "qualifier", "value"
    )
    for number, qualifier, value in identifiers.values_list("patient_id", "qualifier", "value"):
        known[number].append(f"{qualifier}:{value}")
    return {
        number: f"patient:{hashlib.sha256(chr(31).join(facts).encode()).hexdigest()[:16]}"
        for number, facts in known.items()
    }
