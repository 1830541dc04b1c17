"""What was posted: under these keys, on these charges."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from django.db.models import QuerySet

from mainstay.foundation.ledger.accounts import Account, join_party
from mainstay.foundation.ledger.kinds import Kind
from mainstay.foundation.ledger.models import Entry, Posting

T = TypeVar("T")
AT_ONCE = 5_000  # keys asked for in one query


@dataclass(frozen=True, slots=True)
class PostingRow:
    """One money event. ``reversed_by`` is the key of its reversal, if any."""

    id: int
    key: str
    kind: str
    source: str
    occurred_on: date
    effective_on: date
    recorded_at: datetime
    actor_id: int | None
    reverses: str | None
    reversed_by: str | None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One movement with the event it belongs to. ``cents`` is positive."""

    posting_key: str
    posting_kind: str
    source: str
    occurred_on: date
    effective_on: date
    recorded_at: datetime
    actor_id: int | None
    debit: Account
    credit: Account
    cents: int
    charge_id: int | None
    reason: str


def postings_by_key(practice_id: int, keys: Iterable[str]) -> dict[str, PostingRow]:
    """The postings recorded under ``keys``; a key without one is left out."""
    found: dict[str, PostingRow] = {}
    for part in _parts(keys):
        rows = Posting.objects.for_practice(practice_id).filter(idempotency_key__in=part)
        for row in rows.select_related("reverses", "reversed_by"):
            reversal = getattr(row, "reversed_by", None)
            found[row.idempotency_key] = PostingRow(
                id=row.pk,
                key=row.idempotency_key,
                kind=row.kind,
                source=row.source,
                occurred_on=row.occurred_on,
                effective_on=row.effective_on,
                recorded_at=row.recorded_at,
                actor_id=row.actor_id,
                reverses=row.reverses.idempotency_key if row.reverses else None,
                reversed_by=reversal.idempotency_key if reversal else None,
            )
    return found


def entries_of_postings(practice_id: int, keys: Iterable[str]) -> Iterator[EntryRow]:
    """The movements of the postings under ``keys``, in the order they were recorded."""
    for part in _parts(keys):
        postings = Posting.objects.for_practice(practice_id).filter(idempotency_key__in=part)
        yield from _rows(
            Entry.objects.for_practice(practice_id).filter(
                posting__in=list(postings.values_list("id", flat=True))
            )
        )


def entries_of_charges(practice_id: int, charge_ids: Iterable[int]) -> Iterator[EntryRow]:
    """Every movement on these charges, in the order it was recorded."""
    for part in _parts(charge_ids):
        yield from _rows(Entry.objects.for_practice(practice_id).filter(charge_id__in=part))


def _rows(entries: QuerySet[Entry]) -> Iterator[EntryRow]:
    columns = entries.order_by("id").values_list(
        "practice_id",
        "posting__idempotency_key",
        "posting__kind",
        "posting__source",
        "posting__occurred_on",
        "posting__effective_on",
        "posting__recorded_at",
        "posting__actor_id",
        "debit__kind",
        "debit__party_kind",
        "debit__party_id",
        "credit__kind",
        "credit__party_kind",
        "credit__party_id",
        "cents",
        "charge_id",
        "reason",
    )
    row: Any
    for row in columns.iterator():
        practice_id, key, kind, source, occurred, effective, at, actor, *rest = row
        debit_kind, debit_party, debit_id, credit_kind, credit_party, credit_id, *last = rest
        cents, charge_id, reason = last
        yield EntryRow(
            posting_key=key,
            posting_kind=kind,
            source=source,
            occurred_on=occurred,
            effective_on=effective,
            recorded_at=at,
            actor_id=actor,
            debit=Account(practice_id, Kind(debit_kind), join_party(debit_party, debit_id)),
            credit=Account(practice_id, Kind(credit_kind), join_party(credit_party, credit_id)),
            cents=cents,
            charge_id=charge_id,
            reason=reason,
        )


def _parts(keys: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(keys)
    while part := list(islice(iterator, AT_ONCE)):
        yield part
