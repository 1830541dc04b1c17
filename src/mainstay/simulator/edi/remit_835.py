"""One payer's 835: a payment and what it is for (005010X221A1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mainstay.engine.x12 import TransactionSet
from mainstay.simulator import practice
from mainstay.simulator.claims import Answer, Claim, Line, LineAnswer
from mainstay.simulator.edi.text import Segment, adjustments, amount, day, procedure
from mainstay.simulator.payers import Payer

VERSION = "005010X221A1"


@dataclass(frozen=True, slots=True)
class ClaimPayment:
    """One CLP: an answer, or its reversal."""

    claim: Claim
    answer: Answer
    is_reversal: bool = False

    @property
    def paid_cents(self) -> int:
        """CLP04."""
        return -self.answer.paid_cents if self.is_reversal else self.answer.paid_cents


@dataclass(frozen=True, slots=True)
class ProviderAdjustment:
    """One PLB pair. Positive lowers the payment."""

    code: str
    reference: str
    cents: int


@dataclass(frozen=True, slots=True)
class Remit:
    """One ST..SE. It balances: paid = the claims' payments less the adjustments."""

    payer: Payer
    on: date
    trace_number: str
    payments: list[ClaimPayment]
    provider_adjustments: list[ProviderAdjustment]

    @property
    def paid_cents(self) -> int:
        """BPR02."""
        claims_cents = sum(one.paid_cents for one in self.payments)
        return claims_cents - sum(one.cents for one in self.provider_adjustments)


def transaction_set(remit: Remit) -> TransactionSet:
    """The ST..SE of ``remit``."""
    return TransactionSet(st01="835", st02="0001", segments=list(_segments(remit)))


def _segments(remit: Remit) -> Iterator[Segment]:
    payer = remit.payer
    yield _payment(remit)
    yield "TRN", "1", remit.trace_number, f"1{payer.tax_id}"
    yield "REF", "EV", practice.SUBMITTER_ID
    yield "DTM", "405", day(remit.on)
    yield "N1", "PR", payer.name
    yield "N3", payer.address.street
    yield "N4", payer.address.city, payer.address.state, payer.address.postal
    yield "REF", "2U", payer.payer_id
    yield "PER", "CX", "PROVIDER SERVICES", "TE", payer.phone
    yield "PER", "BL", "EDI SUPPORT", "TE", payer.phone
    yield "N1", "PE", practice.NAME, "XX", practice.GROUP_NPI
    yield "N3", practice.OFFICE.street
    yield "N4", practice.OFFICE.city, practice.OFFICE.state, practice.OFFICE.postal
    yield "REF", "TJ", practice.TAX_ID
    if remit.payments:
        yield "LX", "1"
    for payment in remit.payments:
        yield from _claim_payment(payment)
    yield from _provider_level(remit)


def _payment(remit: Remit) -> Segment:
    cents, payer = remit.paid_cents, remit.payer
    on = day(remit.on)
    if cents == 0:
        return ("BPR", "I", "0", "C", "NON", *[""] * 11, on)
    if payer.method == "CHK":
        return ("BPR", "I", amount(cents), "C", "CHK", *[""] * 11, on)
    return (
        *("BPR", "I", amount(cents), "C", "ACH", "CCP", "01", payer.routing, "DA", payer.account),
        *(f"1{payer.tax_id}", "", "01", "011099985", "DA", "0000417726", on),
    )


def _claim_payment(payment: ClaimPayment) -> Iterator[Segment]:
    claim, answer = payment.claim, payment.answer
    sign = -1 if payment.is_reversal else 1
    patient_cents = sum(
        cents for line in answer.lines for group, _, cents in line.adjustments if group == "PR"
    )
    yield (
        "CLP",
        claim.number,
        "22" if payment.is_reversal else answer.status,
        amount(sign * answer.charge_cents),
        amount(sign * answer.paid_cents),
        amount(patient_cents) if patient_cents and not payment.is_reversal else "",
        claim.payer.filing_indicator,
        answer.icn,
        "11",
        answer.frequency,
    )
    yield from _people(claim)
    if answer.remarks and not payment.is_reversal:
        yield ("MOA", "", "", *answer.remarks)
    yield "DTM", "232", day(claim.encounter.service_on)
    if claim.submitted_on is not None:
        yield "DTM", "050", day(claim.submitted_on)
    if not payment.is_reversal:
        yield from _amounts(answer)
    for billed, line in zip(claim.encounter.lines, answer.lines, strict=True):
        yield from _service(claim, billed, line, payment)


def _people(claim: Claim) -> Iterator[Segment]:
    patient = claim.encounter.patient
    member_id = patient.supplement_id if claim.sequence == "S" else patient.cover.member_id
    person, subscriber = patient.person, patient.subscriber
    yield "NM1", "QC", "1", person.last, person.first, "", "", "", "MI", member_id
    if not patient.is_subscriber:
        yield "NM1", "IL", "1", subscriber.last, subscriber.first, "", "", "", "MI", member_id
    provider = practice.PROVIDERS[claim.encounter.provider]
    yield "NM1", "82", "1", provider.last, provider.first, "", "", "", "XX", provider.npi


def _amounts(answer: Answer) -> Iterator[Segment]:
    covered_cents = sum(line.allowed_cents or 0 for line in answer.lines)
    if covered_cents:
        yield "AMT", "AU", amount(covered_cents)
    if answer.interest_cents:
        yield "AMT", "I", amount(answer.interest_cents)


def _service(
    claim: Claim, billed: Line, line: LineAnswer, payment: ClaimPayment
) -> Iterator[Segment]:
    sign = -1 if payment.is_reversal else 1
    code = procedure(billed.procedure, line.modifiers)
    charge, paid = amount(sign * line.charge_cents), amount(sign * line.paid_cents)
    yield "SVC", code, charge, paid, "", str(billed.units)
    yield "DTM", "472", day(claim.encounter.service_on)
    yield from adjustments(line.adjustments, sign)
    yield "REF", "6R", billed.control_number
    if line.allowed_cents is not None and not payment.is_reversal:
        yield "AMT", "B6", amount(line.allowed_cents)
    for remark in () if payment.is_reversal else line.remarks:
        yield "LQ", "HE", remark


def _provider_level(remit: Remit) -> Iterator[Segment]:
    """The PLB; the fiscal year of this practice ends in December."""
    pairs: list[str | list[str]] = []
    for pair in remit.provider_adjustments:
        pairs += [[pair.code, pair.reference], amount(pair.cents)]
    if pairs:
        yield ("PLB", practice.GROUP_NPI, f"{remit.on.year}1231", *pairs)
