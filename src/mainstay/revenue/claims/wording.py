"""Why something was rejected, in words: what is wrong first, the codes after it. Pure.

Our own words for the status and entity codes that practices meet most; others show as their code.
"""

from collections.abc import Mapping
from typing import Any

from mainstay.engine import codes

_STATUSES = {
    "21": "information is missing or not valid",
    "24": "the sender is not enrolled with this payer",
    "26": "this person or organisation was not found",
    "33": "the subscriber was not found",
    "88": "no cover on the dates of service",
    "97": "cover was not found",
    "116": "the claim went to the wrong payer",
    "122": "data the payer needs is missing",
    "125": "the name is not right",
    "128": "the tax number is not right",
    "145": "the taxonomy code is not right",
    "153": "the identifier is not right",
    "157": "the sex is not right",
    "158": "the birth date is not right",
    "164": "the member number is not right",
    "187": "a date of service is not right",
    "249": "the place of service is not right",
    "254": "the principal diagnosis is not right",
    "255": "a diagnosis code is not right",
    "453": "a modifier is not right",
    "454": "a procedure code is not right",
    "464": "the payer's claim number is missing or not right",
    "476": "the units are missing or not right",
    "478": "a charge is not right",
    "481": "the format is not right",
    "488": "a diagnosis pointer is not right",
    "496": "the sender may not submit for this provider",
    "500": "the ZIP code is not right",
    "503": "the street address is not right",
    "535": "the claim frequency code is not right",
    "562": "the NPI is not right",
    "746": "the claim was sent before",
}
_ENTITIES = {
    "1P": "provider",
    "40": "receiver",
    "41": "submitter",
    "71": "attending provider",
    "72": "operating provider",
    "77": "service location",
    "82": "rendering provider",
    "85": "billing provider",
    "87": "pay-to provider",
    "DK": "ordering provider",
    "DN": "referring provider",
    "IL": "subscriber",
    "PR": "payer",
    "QC": "patient",
}
_WHOLE = "The whole file was refused"


def reason_in_words(kind: str, body: Mapping[str, Any]) -> str:
    """One sentence for a fact that rejects; it names nobody and no number of a person."""
    if kind == "interchange_ack":
        return f"{_WHOLE} (TA1 {body['code']}, note {body['note']})"
    if kind == "group_ack":
        return f"{_WHOLE}: it does not pass the format check (AK9 {body['code']})"
    if kind == "set_ack":
        return _format_error(body)
    status = _first_rejecting(body)
    return _of_status(status) if status else "No reason was given"


def _format_error(body: Mapping[str, Any]) -> str:
    errors = body.get("segment_errors") or []
    if not errors:
        return f"The batch does not pass the format check (IK5 {body['code']})"
    first = errors[0]
    element = f"{first['element']:02}" if first.get("element") else ""
    loop = f" in loop {first['loop']}" if first.get("loop") else ""
    more = f", and {len(errors) - 1} more" if len(errors) > 1 else ""
    return (
        f"Format error in segment {first['segment_id']}{element}{loop}{more} (IK5 {body['code']})"
    )


def _first_rejecting(body: Mapping[str, Any]) -> Mapping[str, str] | None:
    statuses = body.get("statuses") or []
    for status in statuses:
        if codes.claim_status_category(status["category"]).state == "rejected":
            found: Mapping[str, str] = status
            return found
    return statuses[0] if statuses else None


def _of_status(status: Mapping[str, str]) -> str:
    what = _STATUSES.get(status["code"]) or codes.claim_status_category(status["category"]).summary
    whose = _ENTITIES.get(status.get("entity", ""))
    sentence = f"{whose}: {what}" if whose else what
    numbers = ":".join(filter(None, (status["category"], status["code"], status.get("entity"))))
    return f"{sentence[:1].upper()}{sentence[1:]} ({numbers})"
