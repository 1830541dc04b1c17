"""Write down what an 835 says, as it says it: the remit, its claim payments, its PLB amounts.

Every row has a natural key (remit and ordinal), so that writing it again adds nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from mainstay.engine import x12
from mainstay.foundation.db import require_transaction, rows
from mainstay.frontoffice.patients.services.resolving import search_name
from mainstay.revenue.exchange.models import File
from mainstay.revenue.remits.identity import Advice
from mainstay.revenue.remits.models import (
    Adjustment,
    ClaimPayment,
    Line,
    ProviderAdjustment,
    Remit,
)
from mainstay.revenue.remits.stored import PaidClaim, PaidLine, RemitHead

REMARKS_KEPT = 60
_REMIT = [field for field in Remit._meta.concrete_fields if not field.primary_key]


@dataclass(frozen=True, slots=True)
class NewRemit:
    """An ST to be noted: its file, what it says as a whole, and why it is held, if it is."""

    file: File
    advice: Advice
    hold_reason: str

    @property
    def source_key(self) -> str:
        """Where it stands: its file and segment."""
        return f"{self.file.key}:{self.advice.head.at.segment}"


def stage_remits(practice_id: int, fresh: Sequence[NewRemit]) -> list[Remit]:
    """Note remits, *held* with their reason or else *staged*, and their PLB amounts; in order."""
    require_transaction()
    remits = [_remit(practice_id, one) for one in fresh]
    made = rows.insert(
        Remit,
        [field.name for field in _REMIT],
        [[getattr(remit, field.attname) for field in _REMIT] for remit in remits],
        returning=("id",),
    )
    for remit, (pk,) in zip(remits, made, strict=True):
        remit.pk = pk
    rows.insert(
        ProviderAdjustment,
        ("practice", "remit", "ordinal", "code", "reference", "cents"),
        [
            (
                practice_id,
                remit.pk,
                plb.ordinal,
                _text(plb.code, 2),
                _text(plb.reference, 50),
                plb.cents or 0,
            )
            for remit, one in zip(remits, fresh, strict=True)
            for plb in one.advice.end.provider_adjustments
        ],
    )
    return remits


def _remit(practice_id: int, one: NewRemit) -> Remit:
    advice, head = one.advice, one.advice.head
    payee_number = head.payee.id or next((value for _, value in head.payee.ids), "")
    return Remit(
        practice_id=practice_id,
        file=one.file,
        source_key=one.source_key,
        remit_key=advice.key,
        identity=advice.identity[:160],
        body_sha256=advice.last.body_sha256,
        payer_text=_text(head.payer.name, 120),
        payee_text=_text(head.payee.name, 120),
        payee_number=_text(payee_number, 80),
        trace_number=_text(head.trace_number, 50),
        trace_payer_id=_text(head.trace_payer_id, 20),
        method=_text(head.method, 3),
        handling=_text(head.handling, 2),
        paid_cents=advice.paid_cents,
        claims_cents=advice.end.sum_paid_cents or 0,
        plb_cents=advice.end.sum_plb_cents or 0,
        paid_on=advice.paid_on,
        produced_on=head.production_on,
        state="held" if one.hold_reason else "staged",
        hold_reason=one.hold_reason,
        claim_payments=advice.end.claims,
    )


PAYMENT_FIELDS = (
    "public_id", "practice", "remit", "ordinal", "segment", "claim_number", "status",
    "charge_cents", "paid_cents", "patient_cents", "filing_indicator", "payer_claim_number",
    "frequency", "patient_name", "member_id", "service_on", "service_to_on", "remarks",
    "crossover_to",
)  # fmt: skip
LINE_FIELDS = (
    "practice", "payment", "ordinal", "procedure", "modifiers", "submitted_procedure",
    "revenue_code", "charge_cents", "paid_cents", "paid_units_milli", "allowed_cents",
    "service_on", "line_number", "remarks",
)  # fmt: skip


@dataclass(slots=True)
class Staged:
    """A claim payment as it was written: its row, and the rows of its lines and adjustments."""

    remit: Remit
    payment: x12.ClaimPayment835
    row: tuple[Any, ...]
    id: int = 0
    lines: list[tuple[int, tuple[Any, ...]]] = field(default_factory=list)
    adjustments: list[tuple[Any, ...]] = field(default_factory=list)

    def read_back(self, head: RemitHead) -> PaidClaim:
        """What reading it from the tables would give."""
        row = dict(zip(PAYMENT_FIELDS, self.row, strict=True))
        return PaidClaim(
            id=self.id,
            remit=head,
            ordinal=row["ordinal"],
            segment=row["segment"],
            claim_number=row["claim_number"],
            status=row["status"],
            charge_cents=row["charge_cents"],
            paid_cents=row["paid_cents"],
            payer_claim_number=row["payer_claim_number"],
            member_id=row["member_id"],
            service_on=row["service_on"],
            service_to_on=row["service_to_on"],
            patient_name=search_name(row["patient_name"], ""),
            remarks=tuple(row["remarks"].split()),
            lines=tuple(_paid_line(pk, line) for pk, line in self.lines),
            adjustments=tuple((a[2], a[4], a[5], a[6]) for a in self.adjustments),
        )


def _paid_line(pk: int, row: tuple[Any, ...]) -> PaidLine:
    line = dict(zip(LINE_FIELDS, row, strict=True))
    return PaidLine(
        id=pk,
        ordinal=line["ordinal"],
        procedure=line["procedure"],
        modifiers=line["modifiers"],
        submitted_procedure=line["submitted_procedure"],
        charge_cents=line["charge_cents"],
        paid_cents=line["paid_cents"],
        allowed_cents=line["allowed_cents"],
        service_on=line["service_on"],
        line_number=line["line_number"],
        remarks=tuple(line["remarks"].split()),
    )


def stage_payments(said: Sequence[tuple[Remit, x12.ClaimPayment835]]) -> list[Staged]:
    """Note claim payments with their lines and adjustments, in bulk; those that were new."""
    require_transaction()
    staged = [Staged(remit, payment, _payment_row(remit, payment)) for remit, payment in said]
    ids = rows.insert(
        ClaimPayment,
        PAYMENT_FIELDS,
        [one.row for one in staged],
        on_conflict="(remit_id, ordinal) DO NOTHING",
        returning=("remit_id", "ordinal", "id"),
    )
    known = {(remit_id, ordinal): pk for remit_id, ordinal, pk in ids}
    for one in staged:
        one.id = known.get((one.remit.pk, one.payment.ordinal), 0)
    fresh = [one for one in staged if one.id]
    _stage_lines(fresh)
    return fresh


def _payment_row(remit: Remit, payment: x12.ClaimPayment835) -> tuple[Any, ...]:
    patient = payment.patient or x12.Party()
    member = patient.id or (payment.insured.id if payment.insured else "")
    days = [line.service_on for line in payment.lines if line.service_on]
    ends = [line.service_to_on or line.service_on for line in payment.lines]
    return (
        uuid.uuid4(),
        remit.practice_id,
        remit.pk,
        payment.ordinal,
        payment.at.segment,
        _text(payment.claim_number, 50),
        _text(payment.status, 2),
        payment.charge_cents or 0,
        payment.paid_cents or 0,
        payment.patient_cents,
        _text(payment.filing_indicator, 2),
        _text(payment.payer_claim_number, 50),
        _text(payment.frequency, 1),
        _text(", ".join(filter(None, (patient.name, patient.first))), 160),
        _text(member, 80),
        payment.service_from_on or min(days, default=None),
        payment.service_to_on or max((day for day in ends if day), default=None),
        _remarks(payment.remarks),
        _text(payment.crossover.name if payment.crossover else "", 80),
    )


def _stage_lines(staged: Sequence[Staged]) -> None:
    written = [(one, _line_row(one, line)) for one in staged for line in one.payment.lines]
    ids = rows.insert(
        Line, LINE_FIELDS, [row for _, row in written], returning=("payment_id", "ordinal", "id")
    )
    line_ids = {(payment_id, ordinal): pk for payment_id, ordinal, pk in ids}
    for one, row in written:
        one.lines.append((line_ids[one.id, row[2]], row))
    for one in staged:
        one.adjustments.extend(_adjustment_rows(one, line_ids))
    rows.insert(
        Adjustment,
        ("practice", "payment", "line", "ordinal", "group", "carc", "cents"),
        [row for one in staged for row in one.adjustments],
    )


def _line_row(one: Staged, line: x12.ServicePayment) -> tuple[Any, ...]:
    units = line.paid_units_milli
    return (
        one.remit.practice_id,
        one.id,
        line.ordinal,
        _text(line.procedure or line.revenue_code, 48),
        _text(":".join(line.modifiers), 15),
        _text(line.submitted_procedure, 48),
        _text(line.revenue_code, 8),
        line.charge_cents or 0,
        line.paid_cents or 0,
        1000 if units is None else units,
        line.allowed_cents,
        line.service_on or one.payment.service_from_on,
        _text(line.control_number, 50),
        _remarks(line.remarks),
    )


def _adjustment_rows(
    one: Staged, line_ids: dict[tuple[int, int], int]
) -> Iterator[tuple[Any, ...]]:
    said = [(None, adjustment) for adjustment in one.payment.adjustments]
    said += [
        (line_ids[one.id, line.ordinal], adjustment)  # type: ignore[misc]
        for line in one.payment.lines
        for adjustment in line.adjustments
    ]
    for ordinal, (line_id, adjustment) in enumerate(said, start=1):
        yield (
            one.remit.practice_id,
            one.id,
            line_id,
            ordinal,
            _text(adjustment.group, 2),
            _text(adjustment.carc, 5),
            adjustment.cents or 0,
        )


def _remarks(codes: Iterable[str]) -> str:
    """As many whole codes as the column holds."""
    kept = ""
    for code in codes:
        longer = f"{kept} {_text(code, 8)}".strip()
        if len(longer) > REMARKS_KEPT:
            break
        kept = longer
    return kept


def _text(value: str, most: int) -> str:
    return value.replace("\x00", "").strip()[:most]
