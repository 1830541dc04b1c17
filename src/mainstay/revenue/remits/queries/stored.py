"""Read stored claim payments with their lines and adjustments, many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from mainstay.frontoffice.patients.services.resolving import search_name
from mainstay.revenue.remits.models import Adjustment, ClaimPayment, Line
from mainstay.revenue.remits.stored import PaidClaim, PaidLine, RemitHead

_REMIT = (
    "remit_id", "remit__remit_key", "remit__payer_id", "remit__trace_number", "remit__paid_on",
    "remit__file_id", "remit__file__sha256", "remit__source_key",
)  # fmt: skip
_PAYMENT = (
    "id", "ordinal", "segment", "claim_number", "status", "charge_cents", "paid_cents",
    "payer_claim_number", "member_id", "service_on", "service_to_on", "patient_name", "remarks",
)  # fmt: skip


def claim_payments(practice_id: int, wanted: Q) -> list[PaidClaim]:
    """The claim payments that fit, in lane order. Three queries."""
    rows = list(
        ClaimPayment.objects.for_practice(practice_id)
        .filter(wanted)
        .order_by("remit__paid_on", "remit__source_key", "ordinal")
        .values_list(*_REMIT, *_PAYMENT)
    )
    width = len(_REMIT)
    ids = [row[width] for row in rows]
    lines = _lines(practice_id, ids)
    adjustments = _adjustments(practice_id, ids)
    heads: dict[int, RemitHead] = {}
    found: list[PaidClaim] = []
    for row in rows:
        pk, *columns, name, remarks = row[width:]
        head = heads.get(row[0]) or heads.setdefault(row[0], _head(row))
        said = (tuple(lines[pk]), tuple(adjustments[pk]))
        found.append(PaidClaim(*(pk, head, *columns, search_name(name, ""), codes(remarks), *said)))
    return found


def _head(row: tuple[Any, ...]) -> RemitHead:
    remit_id, key, payer_id, trace_number, paid_on, file_id, sha256, source_key = row[:8]
    return RemitHead(
        remit_id, key, payer_id, trace_number, paid_on, file_id, sha256[:12], source_key
    )


def _lines(practice_id: int, payment_ids: Iterable[int]) -> defaultdict[int, list[PaidLine]]:
    found: defaultdict[int, list[PaidLine]] = defaultdict(list)
    rows = Line.objects.for_practice(practice_id).filter(payment__in=payment_ids)
    for payment_id, *columns, remarks in rows.order_by("payment_id", "ordinal").values_list(
        "payment_id", "id", "ordinal", "procedure", "modifiers", "submitted_procedure",
        "charge_cents", "paid_cents", "allowed_cents", "service_on", "line_number", "remarks",
    ):  # fmt: skip
        found[payment_id].append(PaidLine(*(*columns, codes(remarks))))
    return found


def _adjustments(
    practice_id: int, payment_ids: Iterable[int]
) -> defaultdict[int, list[tuple[int | None, str, str, int]]]:
    found: defaultdict[int, list[tuple[int | None, str, str, int]]] = defaultdict(list)
    rows = Adjustment.objects.for_practice(practice_id).filter(payment__in=payment_ids)
    for payment_id, line_id, group, carc, cents in rows.order_by(
        "payment_id", "ordinal"
    ).values_list("payment_id", "line_id", "group", "carc", "cents"):
        found[payment_id].append((line_id, group, carc, cents))
    return found


def codes(remarks: str) -> tuple[str, ...]:
    """Remark codes as they are kept: one word each."""
    return tuple(remarks.split())
