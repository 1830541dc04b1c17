"""Book patients' payments: on their encounter's charges, else unapplied until a claim explains them.

A payment is matched by its claim number, else by the patient's name. It is shared over the
encounter's charges by their price (``Money.split``), so its place does not depend on what else was
paid before. Money given back is noted for a person to book. The same row in another file is the same
payment (``csv.PaymentRow.key``).
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from mainstay.engine.money import Money, format_cents
from mainstay.foundation import clock
from mainstay.foundation.db import atomic, require_transaction, rows
from mainstay.foundation.events import publish
from mainstay.foundation.ledger import Kind, Move, NewPosting, account, post_many, postings_by_key
from mainstay.foundation.work import services as work
from mainstay.foundation.work.item import NewItem
from mainstay.frontoffice.patients.models import Patient
from mainstay.frontoffice.patients.services.resolving import (
    PatientAsNamed,
    Patients,
    search_name,
)
from mainstay.revenue.charges.models import Charge
from mainstay.revenue.claims.events import ClaimsSent
from mainstay.revenue.claims.models import Identifier
from mainstay.revenue.exchange import services as exchange
from mainstay.revenue.exchange.models import Part
from mainstay.revenue.exchange.queries import open_part
from mainstay.revenue.receipts.csv import PaymentRow, read
from mainstay.revenue.receipts.events import PatientPaid
from mainstay.revenue.receipts.models import Receipt

CHUNK = 50
NOT_KNOWN = "Not known yet"
"""The stand-in to whom money belongs while a file names no patient we know."""

SharedCharge = tuple[int, int]


class _Place(NamedTuple):
    """Whose payment it is, and on which encounter's charges (id, cents) it belongs, if known."""

    patient_id: int
    encounter_id: int | None
    charges: tuple[SharedCharge, ...]


@dataclass(frozen=True, slots=True)
class _Payment:
    """A receipt to be placed."""

    source_key: str
    claim_number: str
    patient: str
    cents: int


def apply_payments(parts: Iterable[Part], *, at: datetime) -> None:
    """Apply the payments of files of one practice. Safe to kill and repeat."""
    for chunk in exchange.in_chunks(parts, _rows, most=CHUNK):
        with atomic():
            _apply(chunk.practice_id, chunk.items, at=at)
            chunk.note(at=at)


def _rows(part: Part) -> Iterator[tuple[int, PaymentRow]]:
    """Each payment after what is applied, with its row."""
    with open_part(part) as file:
        for row in read(file):
            if row.row > part.applied_through:
                yield row.row, row


def place_waiting_payments(event: ClaimsSent) -> None:
    """Listen to claims being sent: apply what waited for them, in their transaction."""
    require_transaction()
    waiting = Receipt.objects.for_practice(event.practice_id).filter(state="unapplied")
    if not waiting.exists():
        return
    numbers = Identifier.objects.for_practice(event.practice_id).filter(
        claim__in=event.claim_ids, kind="patient_control"
    )
    found = list(
        waiting.filter(claim_number__in=numbers.values_list("value", flat=True))
        .exclude(claim_number="")
        .order_by("received_on", "source_key")
    )
    _apply_waiting(event.practice_id, found, at=clock.now())


def _apply(practice_id: int, chunk: Sequence[tuple[Part, PaymentRow]], *, at: datetime) -> None:
    fresh = _new_only(practice_id, chunk)
    places = _places(
        practice_id,
        [_Payment(row.key, row.claim_number, row.patient, row.cents) for _, row in fresh],
    )
    placed = [(row, place) for (_, row), place in zip(fresh, places, strict=True)]
    rows.insert(
        Receipt,
        (
            "public_id", "practice", "source_key", "kind", "patient", "method", "reference",
            "claim_number", "patient_text", "cents", "received_on", "encounter", "state",
        ),
        [_receipt_row(practice_id, row, place) for row, place in placed],
        on_conflict="(practice_id, source_key) DO NOTHING",
    )  # fmt: skip
    post_many(
        practice_id,
        [
            _posting(practice_id, row, place, f"{part.file.key}:{row.row}")
            for (part, _), (row, place) in zip(fresh, placed, strict=True)
            if row.cents > 0
        ],
        at=at,
    )
    work.open_many(practice_id, _items(placed), at=at)
    _tell(practice_id, [place for row, place in placed if row.cents > 0])


def _new_only(
    practice_id: int, chunk: Sequence[tuple[Part, PaymentRow]]
) -> list[tuple[Part, PaymentRow]]:
    """The payments that are not known yet, each as the first file that names it does."""
    known = set(
        Receipt.objects.for_practice(practice_id)
        .filter(source_key__in=[row.key for _, row in chunk])
        .values_list("source_key", flat=True)
    )
    fresh = []
    for part, row in chunk:
        if row.cents and row.key not in known:
            known.add(row.key)
            fresh.append((part, row))
    return fresh


def _receipt_row(practice_id: int, row: PaymentRow, place: _Place) -> tuple[Any, ...]:
    state = "applied" if place.encounter_id else "unapplied"
    return (
        uuid.uuid4(),
        practice_id,
        row.key,
        "patient",
        place.patient_id,
        row.method[:24],
        row.reference[:80],
        row.claim_number[:50],
        row.patient[:160],
        row.cents,
        row.paid_on,
        place.encounter_id,
        state if row.cents > 0 else "review",
    )


def _posting(practice_id: int, row: PaymentRow, place: _Place, source: str) -> NewPosting:
    cash = account(practice_id, Kind.UNDEPOSITED)
    party = f"patient:{place.patient_id}"
    if place.encounter_id is None:
        unapplied = account(practice_id, Kind.UNAPPLIED, party)
        moves = [Move(cash, unapplied, row.cents)]
    else:
        receivable = account(practice_id, Kind.RECEIVABLE, party)
        moves = [
            Move(cash, receivable, cents, charge_id)
            for charge_id, cents in _shared(row.cents, place.charges)
        ]
    return NewPosting(
        f"receipt:{row.key}", "patient_payment", source, row.paid_on, row.paid_on, moves
    )


def _shared(cents: int, charges: Sequence[SharedCharge]) -> Iterator[SharedCharge]:
    """The payment over the charges, by price; each alike where nothing is priced."""
    weights = [max(price, 0) for _, price in charges]
    parts = Money(cents).split(weights if any(weights) else [1] * len(charges))
    for (charge_id, _), part in zip(charges, parts, strict=True):
        yield charge_id, part.cents


def _items(placed: Iterable[tuple[PaymentRow, _Place]]) -> Iterator[NewItem]:
    """Money given back, and money that belongs to no claim yet, is for a person."""
    for row, place in placed:
        if row.cents < 0:
            function, what = (
                "credit_balances",
                f"A payments file says {format_cents(-row.cents)} was given back to a patient on"
                f" {row.paid_on:%B} {row.paid_on.day}. Book it as a refund, or mend the file.",
            )
        elif place.encounter_id is None:
            function, what = (
                "patient_balances",
                f"A patient's payment of {format_cents(row.cents)} on {row.paid_on:%B}"
                f" {row.paid_on.day} belongs to no claim here yet. Apply it or give it back.",
            )
        else:
            continue
        yield NewItem(
            function=function,
            cause_key=f"receipt:{row.key}",
            subject_kind="receipt",
            subject_key=f"receipt:{row.key}",
            title=what,
            value_cents=abs(row.cents),
            occurred_on=row.paid_on,
        )


def _tell(practice_id: int, places: Iterable[_Place]) -> None:
    encounters = sorted({place.encounter_id for place in places if place.encounter_id})
    if encounters:
        publish(PatientPaid(practice_id=practice_id, encounter_ids=tuple(encounters)))


def _apply_waiting(practice_id: int, waiting: Sequence[Receipt], *, at: datetime) -> None:
    """Move unapplied money to the charges it turned out to be for."""
    payments = [
        _Payment(one.source_key, one.claim_number, one.patient_text, one.cents) for one in waiting
    ]
    found = [
        (receipt, place)
        for receipt, place in zip(waiting, _places(practice_id, payments), strict=True)
        if place.encounter_id is not None
    ]
    recorded = postings_by_key(practice_id, [f"receipt:{one.source_key}" for one, _ in found])
    post_many(
        practice_id,
        [
            _application(practice_id, one, place, recorded[f"receipt:{one.source_key}"].source)
            for one, place in found
        ],
        at=at,
    )
    for receipt, place in found:
        Receipt.objects.filter(pk=receipt.pk).update(
            state="applied", encounter_id=place.encounter_id, patient_id=place.patient_id
        )
    work.close_items(
        practice_id, [f"receipt:{one.source_key}" for one, _ in found], "applied", at=at
    )
    _tell(practice_id, [place for _, place in found])


def _application(practice_id: int, receipt: Receipt, place: _Place, source: str) -> NewPosting:
    """From the party that held it to the patient whose it is."""
    unapplied = account(practice_id, Kind.UNAPPLIED, f"patient:{receipt.patient_id}")
    receivable = account(practice_id, Kind.RECEIVABLE, f"patient:{place.patient_id}")
    on = receipt.received_on
    return NewPosting(
        f"receipt:{receipt.source_key}:applied",
        "patient_payment_applied",
        source,
        on,
        on,
        [
            Move(unapplied, receivable, cents, charge_id)
            for charge_id, cents in _shared(receipt.cents, place.charges)
        ],
    )


def _places(practice_id: int, payments: Sequence[_Payment]) -> list[_Place]:
    """Where each payment belongs, in order. Six queries, however many there are."""
    by_number = _encounters(practice_id, {one.claim_number for one in payments} - {""})
    charges = _charges(practice_id, {e for found in by_number.values() for e, _, _ in found})
    named = _patients(practice_id, {search_name(one.patient, "") for one in payments} - {""})
    stand_in = 0
    places: list[_Place] = []
    for one in payments:
        name = search_name(one.patient, "")
        found = _agreeing(by_number.get(one.claim_number, []), name)
        if found is not None and charges[found[0]]:
            places.append(_Place(found[1], found[0], tuple(charges[found[0]])))
        else:
            if name not in named:
                stand_in = stand_in or _stand_in(practice_id)
            places.append(_Place(named.get(name, stand_in), None, ()))
    return places


def _encounters(
    practice_id: int, numbers: Collection[str]
) -> dict[str, list[tuple[int, int, str]]]:
    """(Encounter, patient, patient's name) by the claim numbers that name them."""
    found: defaultdict[str, set[tuple[int, int, str]]] = defaultdict(set)
    identifiers = Identifier.objects.for_practice(practice_id).filter(
        kind="patient_control", value__in=numbers
    )
    for number, *encounter in identifiers.values_list(
        "value",
        "claim__encounter_id",
        "claim__encounter__patient_id",
        "claim__encounter__patient__search_name",
    ):
        found[number].add((encounter[0], encounter[1], encounter[2]))
    return {number: sorted(encounters) for number, encounters in found.items()}


def _agreeing(encounters: Sequence[tuple[int, int, str]], name: str) -> tuple[int, int, str] | None:
    """The one encounter that fits: the only one, or the only one of that patient."""
    if len(encounters) > 1:
        encounters = [one for one in encounters if one[2] == name]
    return encounters[0] if len(encounters) == 1 else None


def _charges(
    practice_id: int, encounter_ids: Collection[int]
) -> defaultdict[int, list[SharedCharge]]:
    found: defaultdict[int, list[SharedCharge]] = defaultdict(list)
    charges = Charge.objects.for_practice(practice_id).filter(encounter__in=encounter_ids)
    for encounter_id, charge_id, cents in (
        charges.filter(is_void=False)
        .order_by("encounter_id", "ordinal", "id")
        .values_list("encounter_id", "id", "cents")
    ):
        found[encounter_id].append((charge_id, cents))
    return found


def _patients(practice_id: int, names: Collection[str]) -> dict[str, int]:
    """Patients by name, where only one bears it."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    patients = Patient.objects.for_practice(practice_id).filter(
        search_name__in=names, merged_into__isnull=True
    )
    for pk, name in patients.values_list("id", "search_name"):
        found[name].append(pk)
    return {name: pks[0] for name, pks in found.items() if len(pks) == 1}


def _stand_in(practice_id: int) -> int:
    """The patient that stands for those no file has told us of yet."""
    named = PatientAsNamed(NOT_KNOWN, "", "", None, "", "receipts", (("RECEIPT", "UNKNOWN"),))
    return Patients(practice_id).resolve([named])[0]
