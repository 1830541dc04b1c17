"""The letters a practice writes, and what is known for the one about a denial."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from mainstay.engine import codes
from mainstay.engine.money import format_cents
from mainstay.foundation.tenancy.models import Practice
from mainstay.revenue.claims.models import Fact, Match, Version
from mainstay.revenue.claims.rulings import ruling_of
from mainstay.revenue.denials.letters import Template, shipped
from mainstay.revenue.denials.models import Denial, LetterVersion


def letters(practice_id: int) -> list[Template]:
    """Every letter as the practice words it now, by code. One query."""
    own: dict[str, LetterVersion] = {}
    for version in LetterVersion.objects.for_practice(practice_id).order_by("code", "number"):
        own[version.code] = version
    return [
        _worded(template, own[code]) if code in own else template
        for code, template in shipped().items()
    ]


def versions_of(practice_id: int, code: str) -> list[LetterVersion]:
    """The practice's own versions of a letter, newest first."""
    rows = LetterVersion.objects.for_practice(practice_id).filter(code=code)
    return list(rows.order_by("-number"))


def fields_of(denial: Denial, *, level: str, today: date) -> dict[str, str]:
    """What is known for a letter about this denial, in words; "" for what isn't.

    From the claim as sent, its acknowledgements and the remittance. Four queries.
    """
    practice = Practice.objects.prefetch_related("identifiers").get(pk=denial.practice_id)
    numbers = {one.kind: one.value for one in practice.identifiers.all()}
    draft = _draft(denial)
    line = _line(draft, denial.procedure)
    reason = codes.carc(denial.carc)
    return {
        "practice": practice.name,
        "npi": numbers.get("NPI", ""),
        "tin": numbers.get("TIN", ""),
        "payer": denial.payer.name.title() if denial.payer.name.isupper() else denial.payer.name,
        "patient": str(denial.claim.patient).title(),
        "birth_date": _day(denial.claim.patient.birth_on),
        "member_id": denial.payment.member_id or draft.get("member_id", ""),
        "claim_number": denial.claim.claim_number,
        "payer_claim_number": denial.payment.payer_claim_number,
        "service_dates": _day(denial.service_on),
        "provider": _person(denial.provider),
        "procedure": _procedure(denial.procedure),
        "modifiers": ", ".join(line.get("modifiers", ())),
        "diagnoses": ", ".join(draft.get("diagnoses", ())),
        "billed": format_cents(denial.charge.cents),
        "denied": format_cents(denial.cents),
        "reason": _within(reason.summary),
        "reason_code": f"{denial.group}-{denial.carc}",
        "remarks": denial.rarcs or "without remark",
        "authorization": line.get("authorization") or draft.get("authorization", ""),
        "referral": draft.get("referral", ""),
        "denied_on": _day(denial.denied_on),
        "trace_number": denial.payment.remit.trace_number,
        "first_sent_on": _day(denial.claim.first_sent_on),
        "accepted_on": _day(_accepted_on(denial)),
        "level": level,
        "today": _day(today),
    }


def _worded(template: Template, own: LetterVersion) -> Template:
    return replace(
        template,
        title=own.title,
        body=own.body,
        attachments=tuple(own.attachments),
        version=own.number,
    )


def _draft(denial: Denial) -> dict[str, Any]:
    rows = Version.objects.for_practice(denial.practice_id).filter(claim=denial.claim_id)
    found = rows.order_by("-number").values_list("draft", flat=True).first()
    return found or {}


def _line(draft: Mapping[str, Any], procedure: str) -> Mapping[str, Any]:
    lines = [one for one in draft.get("lines", ()) if one.get("procedure") == procedure]
    return lines[0] if lines else {}


def _accepted_on(denial: Denial) -> date | None:
    """The first day on which the payer said that it took the claim in."""
    facts = Fact.objects.for_practice(denial.practice_id).filter(
        kind="claim_status",
        pk__in=Match.objects.filter(claim=denial.claim_id, withdrawn_at=None).values("fact"),
    )
    for fact in facts.order_by("occurred_on", "id"):
        if ruling_of(fact.kind, fact.body) == "accepted":
            return fact.occurred_on  # type: ignore[no-any-return]
    return None


def _procedure(code: str) -> str:
    label = codes.procedure_label(code)
    return f"{label.lower()} ({code})" if label else code


def _person(provider: Any) -> str:
    name = str(provider) if provider else ""
    return name.title() if name.isupper() else name


def _within(summary: str) -> str:
    """A reason within a sentence; abbreviations keep their capitals."""
    return summary[:1].lower() + summary[1:] if summary[1:2].islower() else summary


def _day(on: date | None) -> str:
    return f"{on:%B} {on.day}, {on.year}" if on else ""
