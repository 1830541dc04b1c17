"""837P and 837I from Claim837: HL levels for providers, subscribers and patients, then claims."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from mainstay.engine.x12.records import (
    NOBODY,
    Claim837,
    LineAdjudication,
    OtherPayer,
    Party,
    ServiceLine,
)
from mainstay.engine.x12.writers.base import (
    Body,
    composite,
    day,
    money,
    not_written,
    procedure,
    quantity,
)

MOST_DIAGNOSES = 12  # in one HI
# Who takes part in a claim, in the order of the guide's loops 2310.
_ROLES = {
    "837P": (("DN", "referring"), ("82", "rendering"), ("77", "facility"), ("DQ", "supervising")),
    "837I": (("71", "attending"), ("82", "rendering"), ("77", "facility"), ("DN", "referring")),
}
_FOREIGN_ROLES = {"837P": ("attending",), "837I": ("supervising",)}


def write_claims(body: Body, claims: Sequence[Claim837]) -> None:
    """BHT to the last claim. Consecutive claims of one provider or person share their levels."""
    _start(body)
    levels = _Levels(body)
    provider = 0
    for _, of_provider in groupby(claims, _provider):
        for at, (_, of_subscriber) in enumerate(groupby(of_provider, _subscriber)):
            same = list(of_subscriber)
            if at == 0:
                provider = _provider_level(body, levels, same[0])
            _subscriber_level(body, levels, provider, same)


class _Levels:
    """HL01 counts up."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.number = 0

    def open(self, parent: int, code: str, *, has_child: bool) -> int:
        self.number += 1
        above = str(parent) if parent else ""
        self.body.add("HL", str(self.number), above, code, "1" if has_child else "0")
        return self.number


def _start(body: Body) -> None:
    opening, sender = body.opening, body.sender
    body.add("BHT", "0019", "00", opening.reference, opening.day, opening.clock, "CH")
    body.name("41", sender.submitter)
    contact = sender.contact
    ways = [("TE", contact.phone), ("EM", contact.email)]
    told = [text for way in ways if way[1] for text in way]
    body.add("PER", "IC", contact.name or sender.submitter.name, *told)
    body.name("40", sender.recipient)


def _provider(claim: Claim837) -> tuple[Any, ...]:
    return claim.billing, claim.billing_taxonomy, claim.pay_to, claim.billing_tax_id


def _subscriber(claim: Claim837) -> tuple[Any, ...]:
    is_patient = claim.patient_is_subscriber
    return (
        is_patient,
        claim.relationship if is_patient else "",
        claim.sequence,
        claim.filing_indicator,
        claim.group_number,
        claim.group_name,
        claim.subscriber,
        claim.member_id,
        claim.subscriber_birth_on,
        claim.subscriber_sex,
        claim.payer,
    )


def _patient(claim: Claim837) -> tuple[Any, ...]:
    return claim.patient, claim.relationship, claim.patient_birth_on, claim.patient_sex


def _provider_level(body: Body, levels: _Levels, claim: Claim837) -> int:
    number = levels.open(0, "20", has_child=True)
    if claim.billing_taxonomy:
        body.add("PRV", "BI", "PXC", claim.billing_taxonomy)
    body.name("85", claim.billing)
    body.address(claim.billing.address)
    ids = claim.billing.ids
    if claim.billing_tax_id and not any(kind in ("EI", "SY") for kind, _ in ids):
        ids = (("EI", claim.billing_tax_id), *ids)
    body.numbers(ids)
    if claim.pay_to is not None:
        body.name("87", claim.pay_to)
        body.address(claim.pay_to.address)
    return number


def _subscriber_level(
    body: Body, levels: _Levels, provider: int, claims: Sequence[Claim837]
) -> None:
    """2000B, then its claims, or those of the patients below it."""
    claim = claims[0]
    is_patient = claim.patient_is_subscriber
    number = levels.open(provider, "22", has_child=not is_patient)
    body.add(
        "SBR",
        claim.sequence,
        claim.relationship if is_patient else "",
        claim.group_number,
        claim.group_name,
        *("", "", "", ""),
        claim.filing_indicator,
    )
    body.name("IL", _with_id(claim.subscriber, "MI", claim.member_id))
    body.address(claim.subscriber.address)
    _demographics(body, claim.subscriber_birth_on, claim.subscriber_sex)
    body.numbers(claim.subscriber.ids)
    body.name("PR", claim.payer)
    body.address(claim.payer.address)
    body.numbers(claim.payer.ids)
    if is_patient:
        _claims(body, claims)
    else:
        for _, of_patient in groupby(claims, _patient):
            _patient_level(body, levels, number, of_patient)


def _patient_level(
    body: Body, levels: _Levels, subscriber: int, claims: Iterator[Claim837]
) -> None:
    claim = next(claims)
    levels.open(subscriber, "23", has_child=False)
    body.add("PAT", claim.relationship)
    body.name("QC", claim.patient)
    body.address(claim.patient.address)
    _demographics(body, claim.patient_birth_on, claim.patient_sex)
    body.numbers(claim.patient.ids)
    _claims(body, (claim, *claims))


def _demographics(body: Body, born: Any, sex: str) -> None:
    if born is not None or sex:
        body.add("DMG", "D8", day(born), sex)


def _with_id(party: Party, qualifier: str, number: str) -> Party:
    """The party with this id where it has none of its own."""
    if party.id or not number:
        return party
    return Party(
        party.name,
        party.first,
        party.middle,
        party.suffix,
        party.is_person,
        qualifier,
        number,
        party.address,
        party.ids,
    )


def _claims(body: Body, claims: Iterable[Claim837]) -> None:
    for claim in claims:
        _claim(body, claim)
        for other in claim.other_payers:
            _other_payer(body, claim, other)
        for number, line in enumerate(claim.lines, start=1):
            _line(body, claim, number, line)


# 2300: the claim.


def _claim(body: Body, claim: Claim837) -> None:
    is_professional = claim.kind == "837P"
    causes = (*claim.related_causes, "", "", "")[:3]
    body.add(
        "CLM",
        claim.claim_number,
        money(claim.charge_cents),
        "",
        "",
        composite(claim.place_of_service, "B" if is_professional else "A", claim.frequency or "1"),
        (claim.signature or "Y") if is_professional else "",
        claim.assignment or "A",
        claim.benefits_assigned or "Y",
        claim.release or "Y",
        "",
        composite(*causes, claim.accident_state),
    )
    _claim_dates(body, claim)
    if not is_professional:
        body.add(
            "CL1",
            claim.admission_type or "9",
            claim.admission_source,
            claim.patient_status or "30",
        )
    body.amount("F5", claim.patient_paid_cents)
    body.number("9F", claim.referral)
    body.number("G1", claim.authorization)
    body.number("F8", claim.payer_claim_number)
    body.number("D9", claim.clearinghouse_number)
    _diagnoses(body, claim)
    _providers(body, claim)


def _claim_dates(body: Body, claim: Claim837) -> None:
    first, last = claim.statement_from_on, claim.statement_to_on
    if first is not None or last is not None:
        span = f"{day(first or last)}-{day(last or first)}"
        body.add("DTP", "434", "RD8", span)
    body.day("431", claim.onset_on)
    body.day("439", claim.accident_on)
    body.day("435", claim.admission_on)


def _diagnoses(body: Body, claim: Claim837) -> None:
    """A professional claim lists them in one HI, an institutional one its principal apart."""
    codes = [composite(qualifier, code) for qualifier, code in claim.diagnoses]
    if claim.kind == "837P":
        if len(codes) > MOST_DIAGNOSES:
            raise not_written(claim, f"it has more than {MOST_DIAGNOSES} diagnoses.")
        if codes:
            body.add("HI", *codes)
        return
    if codes:
        body.add("HI", codes[0])
    for start in range(1, len(codes), MOST_DIAGNOSES):
        body.add("HI", *codes[start : start + MOST_DIAGNOSES])


def _providers(body: Body, claim: Claim837) -> None:
    for role in _FOREIGN_ROLES[claim.kind]:
        if getattr(claim, role) is not None:
            raise not_written(claim, f"an {claim.kind} has no {role} provider.")
    for entity, role in _ROLES[claim.kind]:
        party: Party | None = getattr(claim, role)
        if party is None:
            continue
        body.name(entity, party)
        if role == "rendering" and claim.rendering_taxonomy:
            body.add("PRV", "PE", "PXC", claim.rendering_taxonomy)
        body.address(party.address)
        body.numbers(party.ids)


# 2320, 2330: the other payers.


def _other_payer(body: Body, claim: Claim837, other: OtherPayer) -> None:
    body.add(
        "SBR",
        other.sequence,
        other.relationship,
        other.group_number,
        *("", "", "", "", ""),
        other.filing_indicator,
    )
    body.adjustments(other.adjustments)
    body.amount("D", other.paid_cents)
    body.add("OI", "", "", claim.benefits_assigned or "Y", "", "", claim.release or "Y")
    person = claim.subscriber if other.subscriber == NOBODY else other.subscriber
    body.name("IL", _with_id(_without_id(person, other), "MI", other.member_id))
    body.address(person.address)
    body.numbers(other.subscriber.ids)
    body.name("PR", other.payer)
    body.address(other.payer.address)
    body.day("573", other.adjudicated_on)
    body.numbers(other.payer.ids)


def _without_id(person: Party, other: OtherPayer) -> Party:
    """The claim's subscriber is known to the other payer by another id."""
    if person is other.subscriber:
        return person
    return Party(person.name, person.first, person.middle, person.suffix, person.is_person)


# 2400: the lines.


def _line(body: Body, claim: Claim837, number: int, line: ServiceLine) -> None:
    body.add("LX", str(number))
    code = procedure(line.qualifier, line.procedure, line.modifiers, line.description)
    charge, units = money(line.charge_cents), quantity(line.units_milli)
    if claim.kind == "837P":
        pointers = composite(*map(str, line.pointers)) if line.pointers else ""
        unit = line.unit or "UN"
        body.add("SV1", code, charge, unit, units, line.place_of_service, "", pointers)
    else:
        body.add("SV2", line.revenue_code, code, charge, line.unit or "UN", units)
    body.period("472", line.service_on, line.service_to_on)
    body.number("6R", line.control_number)
    body.number("G1", line.authorization)
    if line.ndc:
        amount = line.units_milli if line.ndc_units_milli is None else line.ndc_units_milli
        body.add("LIN", "", "N4", line.ndc)
        body.add("CTP", "", "", "", quantity(amount), line.ndc_unit or "UN")
    if line.rendering is not None:
        body.name("82", line.rendering)
        body.numbers(line.rendering.ids)
    for decision in line.adjudications:
        _decision(body, claim, line, decision)


def _decision(body: Body, claim: Claim837, line: ServiceLine, one: LineAdjudication) -> None:
    body.add(
        "SVD",
        one.payer_id,
        money(one.paid_cents),
        procedure(line.qualifier, one.procedure, one.modifiers),
        line.revenue_code if claim.kind == "837I" else "",
        quantity(one.units_milli),
    )
    body.adjustments(one.adjustments)
    body.day("573", one.adjudicated_on)
