"""An 837 claim as the frozen picture kept with its version. Pure.

Readable values only: who, what, when, how much. No control number of the envelope and no position,
so that the same content sent again has the same hash.
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from mainstay.engine.x12 import (
    Adjustment,
    Claim837,
    LineAdjudication,
    OtherPayer,
    Party,
    ServiceLine,
)


def draft_of(claim: Claim837) -> dict[str, Any]:
    """The claim as plain JSON values; empty ones are left out."""
    return _without_empty(
        {
            "claim_number": claim.claim_number,
            "kind": claim.kind,
            "charge_cents": claim.charge_cents,
            "frequency": claim.frequency,
            "payer_claim_number": claim.payer_claim_number,
            "place_of_service": claim.place_of_service,
            "sequence": claim.sequence,
            "payer": _party(claim.payer),
            "billing": _party(claim.billing),
            "billing_taxonomy": claim.billing_taxonomy,
            "subscriber": _party(claim.subscriber),
            "patient": _party(claim.patient),
            "patient_birth_on": _day(claim.patient_birth_on),
            "patient_sex": claim.patient_sex,
            "member_id": claim.member_id,
            "group_number": claim.group_number,
            "filing_indicator": claim.filing_indicator,
            "relationship": claim.relationship,
            "rendering": _party(claim.rendering),
            "referring": _party(claim.referring),
            "supervising": _party(claim.supervising),
            "attending": _party(claim.attending),
            "facility": _party(claim.facility),
            "pay_to": _party(claim.pay_to),
            "authorization": claim.authorization,
            "referral": claim.referral,
            "accident_on": _day(claim.accident_on),
            "onset_on": _day(claim.onset_on),
            "admission_on": _day(claim.admission_on),
            "statement_from_on": _day(claim.statement_from_on),
            "statement_to_on": _day(claim.statement_to_on),
            "patient_paid_cents": claim.patient_paid_cents,
            "diagnoses": [code for _, code in claim.diagnoses],
            "other_payers": [_other_payer(other) for other in claim.other_payers],
            "lines": [_line(line) for line in claim.lines],
        }
    )


def content_hash(draft: dict[str, Any]) -> str:
    """SHA-256 of the draft, the same for the same content."""
    return hashlib.sha256(msgspec.json.encode(draft, order="deterministic")).hexdigest()


def _line(line: ServiceLine) -> dict[str, Any]:
    return _without_empty(
        {
            "procedure": line.procedure,
            "modifiers": list(line.modifiers),
            "revenue_code": line.revenue_code,
            "charge_cents": line.charge_cents,
            "units_milli": line.units_milli,
            "service_on": _day(line.service_on),
            "service_to_on": _day(line.service_to_on),
            "place_of_service": line.place_of_service,
            "pointers": list(line.pointers),
            "line_number": line.control_number,
            "ndc": line.ndc,
            "authorization": line.authorization,
            "rendering": _party(line.rendering),
            "adjudications": [_adjudication(one) for one in line.adjudications],
        }
    )


def _other_payer(other: OtherPayer) -> dict[str, Any]:
    return _without_empty(
        {
            "sequence": other.sequence,
            "payer": _party(other.payer),
            "member_id": other.member_id,
            "paid_cents": other.paid_cents,
            "adjudicated_on": _day(other.adjudicated_on),
            "adjustments": _adjustments(other.adjustments),
        }
    )


def _adjudication(one: LineAdjudication) -> dict[str, Any]:
    return _without_empty(
        {
            "payer_id": one.payer_id,
            "paid_cents": one.paid_cents,
            "adjudicated_on": _day(one.adjudicated_on),
            "adjustments": _adjustments(one.adjustments),
        }
    )


def _adjustments(adjustments: Iterable[Adjustment]) -> list[tuple[str, str, int | None]]:
    return [(one.group, one.carc, one.cents) for one in adjustments]


def _party(party: Party | None) -> dict[str, Any]:
    if party is None:
        return {}
    return _without_empty({"name": party.name, "first": party.first, "id": party.id})


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in ("", None, [], {})}
