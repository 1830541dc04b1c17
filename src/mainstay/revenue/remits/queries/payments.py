"""Claim payments: those of a remittance, those about a claim, and one with all that it says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from mainstay.engine import codes
from mainstay.foundation.ledger import EntryRow, entries_of_postings
from mainstay.revenue.remits.models import (
    Adjustment,
    Answer,
    ClaimPayment,
    Line,
    Match,
    Parking,
    ProviderAdjustment,
    Remit,
)

STATUS_WORDS = {
    "1": "Paid as primary",
    "2": "Paid as secondary",
    "3": "Paid as tertiary",
    "4": "Denied",
    "19": "Paid as primary, sent on",
    "20": "Paid as secondary, sent on",
    "21": "Paid as tertiary, sent on",
    "22": "Reversal",
    "23": "Not theirs, sent on",
    "25": "Estimate only",
}


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One claim payment in a list, and where it went. ``standing`` is posted, parked or earlier."""

    id: int
    public_id: UUID
    ordinal: int
    key: str
    remit_public_id: UUID
    trace_number: str
    payer_name: str
    paid_on: date
    claim_number: str
    payer_claim_number: str
    patient_name: str
    service_on: date | None
    status: str
    status_word: str
    charge_cents: int
    paid_cents: int
    patient_cents: int | None
    crossover_to: str
    standing: str
    reason: str
    sentence: str
    claim_id: int | None
    claim_public_id: UUID | None
    patient_id: int | None
    rule: str


@dataclass(frozen=True, slots=True)
class AdjustmentRow:
    """One CAS amount with what its reason means. ``line_id`` is None at claim level."""

    line_id: int | None
    group: str
    carc: str
    cents: int
    summary: str
    category: str


@dataclass(frozen=True, slots=True)
class LineRow:
    """One service of a claim payment, its adjustments, and the charges it was tied to."""

    id: int
    ordinal: int
    procedure: str
    modifiers: str
    submitted_procedure: str
    service_on: date | None
    charge_cents: int
    paid_cents: int
    allowed_cents: int | None
    remarks: tuple[str, ...]
    adjustments: tuple[AdjustmentRow, ...]
    charge_ids: tuple[int, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class OnePayment:
    """A claim payment with everything in it and everything it moved."""

    payment: PaymentRow
    adjustments: tuple[AdjustmentRow, ...]
    lines: tuple[LineRow, ...]
    remarks: tuple[str, ...]
    entries: tuple[EntryRow, ...]


@dataclass(frozen=True, slots=True)
class ProviderAdjustmentRow:
    """One PLB amount with what it means, and the account that holds it. Positive lowers the payment."""

    ordinal: int
    code: str
    reference: str
    cents: int
    summary: str
    account: str
    is_known: bool


def payments_of_remit(remit: Remit) -> QuerySet[ClaimPayment]:
    """Its claim payments in the order of the file; ``payment_rows`` makes rows of a page of them."""
    rows: QuerySet[ClaimPayment] = ClaimPayment.objects.for_practice(remit.practice_id)
    return rows.filter(remit=remit).order_by("ordinal")


def payments_of_claims(practice_id: int, claim_ids: Collection[int]) -> list[PaymentRow]:
    """Claim payments tied to these claims, oldest first."""
    matched = Match.objects.for_practice(practice_id).filter(claim__in=claim_ids)
    rows: QuerySet[ClaimPayment] = ClaimPayment.objects.for_practice(practice_id)
    rows = rows.filter(pk__in=matched.values("payment"))
    return payment_rows(rows.order_by("remit__paid_on", "remit__source_key", "ordinal"))


def payment_rows(payments: QuerySet[ClaimPayment]) -> list[PaymentRow]:
    """These claim payments with where each went. One query."""
    claim = Match.objects.filter(
        payment=OuterRef("pk"), line__isnull=True, charge__isnull=True
    ).order_by("id")
    rows = payments.select_related("remit", "remit__payer", "parking").annotate(
        matched_claim=Subquery(claim.values("claim")[:1]),
        matched_public=Subquery(claim.values("claim__public_id")[:1]),
        matched_patient=Subquery(claim.values("claim__patient")[:1]),
        matched_rule=Subquery(claim.values("rule")[:1]),
    )
    return [_row(payment) for payment in rows]


def one_payment(practice_id: int, public_id: UUID) -> OnePayment:
    """One claim payment with lines, adjustments, rules and ledger entries. Seven queries.

    Raises:
        ClaimPayment.DoesNotExist: none of this practice.
    """
    rows: QuerySet[ClaimPayment] = ClaimPayment.objects.for_practice(practice_id)
    stored = rows.get(public_id=public_id)
    [payment] = payment_rows(rows.filter(pk=stored.pk))
    adjustments = [
        _adjustment(one)
        for one in Adjustment.objects.filter(payment=payment.id).order_by("ordinal")
    ]
    at_claim = tuple(one for one in adjustments if one.line_id is None)
    return OnePayment(
        payment=payment,
        adjustments=at_claim,
        lines=tuple(_lines(payment.id, adjustments)),
        remarks=tuple(stored.remarks.split()),
        entries=tuple(ledger_entries(practice_id, payment.key)),
    )


def ledger_entries(practice_id: int, payment_key: str) -> list[EntryRow]:
    """What a claim payment moved: parked, placed, posted, tied, and who owes after it."""
    keys = [f"{payment_key}{suffix}" for suffix in ("", ":parked", ":placed", ":claim")]
    return list(entries_of_postings(practice_id, [k + w for k in keys for w in ("", ":who")]))


def provider_adjustments(remit: Remit) -> list[ProviderAdjustmentRow]:
    """The PLB amounts of a remittance, in its order."""
    rows = ProviderAdjustment.objects.filter(remit=remit).order_by("ordinal")
    return [
        ProviderAdjustmentRow(
            ordinal=one.ordinal,
            code=one.code,
            reference=one.reference,
            cents=one.cents,
            summary=(entry := codes.plb(one.code)).summary,
            account=entry.account,
            is_known=entry.is_known,
        )
        for one in rows
    ]


def answers_of_charges(practice_id: int, charge_ids: Collection[int]) -> QuerySet[Answer]:
    """What payers answered for these charges and has not been withdrawn."""
    rows: QuerySet[Answer] = Answer.objects.for_practice(practice_id)
    return rows.filter(charge__in=charge_ids, withdrawn_by__isnull=True).select_related("payment")


def parked_payments(practice_id: int, *, reason: str = "") -> QuerySet[ClaimPayment]:
    """Claim payments that wait for a person, largest first; ``payment_rows`` makes rows of them."""
    waiting = Q(parking__isnull=False, parking__placed_at__isnull=True)
    rows: QuerySet[ClaimPayment] = ClaimPayment.objects.for_practice(practice_id).filter(waiting)
    if reason:
        rows = rows.filter(parking__reason=reason)
    else:
        rows = rows.exclude(parking__reason="earlier")
    return rows.order_by("-paid_cents", "id")


def _row(payment: ClaimPayment) -> PaymentRow:
    remit = payment.remit
    parking: Parking | None = getattr(payment, "parking", None)
    waits = parking is not None and parking.placed_at is None
    is_earlier = waits and parking is not None and parking.reason == "earlier"
    is_booked = remit.state in ("posting", "posted") and payment.ordinal <= remit.applied_payments
    standing = "earlier" if is_earlier else "parked" if waits else "posted" if is_booked else "held"
    return PaymentRow(
        id=payment.pk,
        public_id=payment.public_id,
        ordinal=payment.ordinal,
        key=f"remit:{remit.remit_key}:clp:{payment.ordinal}",
        remit_public_id=remit.public_id,
        trace_number=remit.trace_number,
        payer_name=remit.payer.name if remit.payer else remit.payer_text,
        paid_on=remit.paid_on,
        claim_number=payment.claim_number,
        payer_claim_number=payment.payer_claim_number,
        patient_name=payment.patient_name,
        service_on=payment.service_on,
        status=payment.status,
        status_word=STATUS_WORDS.get(payment.status, f"Status {payment.status}"),
        charge_cents=payment.charge_cents,
        paid_cents=payment.paid_cents,
        patient_cents=payment.patient_cents,
        crossover_to=payment.crossover_to,
        standing=standing,
        reason=parking.reason if waits and parking else "",
        sentence=parking.sentence if waits and parking else "",
        claim_id=payment.matched_claim,  # type: ignore[attr-defined]
        claim_public_id=payment.matched_public,  # type: ignore[attr-defined]
        patient_id=payment.matched_patient,  # type: ignore[attr-defined]
        rule=payment.matched_rule or "",  # type: ignore[attr-defined]
    )


def _adjustment(one: Adjustment) -> AdjustmentRow:
    reason = codes.carc(one.carc)
    return AdjustmentRow(
        one.line_id, one.group, one.carc, one.cents, reason.summary, reason.category
    )


def _lines(payment_id: int, adjustments: Iterable[AdjustmentRow]) -> Iterable[LineRow]:
    at_line: defaultdict[int | None, list[AdjustmentRow]] = defaultdict(list)
    for one in adjustments:
        at_line[one.line_id].append(one)
    charges: defaultdict[int, list[int]] = defaultdict(list)
    rules: dict[int, str] = {}
    matches = Match.objects.filter(payment=payment_id, line__isnull=False, charge__isnull=False)
    for line_id, charge_id, rule in matches.order_by("id").values_list("line", "charge", "rule"):
        charges[line_id].append(charge_id)
        rules[line_id] = rule
    for line in Line.objects.filter(payment=payment_id).order_by("ordinal"):
        yield LineRow(
            id=line.pk,
            ordinal=line.ordinal,
            procedure=line.procedure,
            modifiers=line.modifiers,
            submitted_procedure=line.submitted_procedure,
            service_on=line.service_on,
            charge_cents=line.charge_cents,
            paid_cents=line.paid_cents,
            allowed_cents=line.allowed_cents,
            remarks=tuple(line.remarks.split()),
            adjustments=tuple(at_line[line.pk]),
            charge_ids=tuple(charges[line.pk]),
            rule=rules.get(line.pk, ""),
        )
