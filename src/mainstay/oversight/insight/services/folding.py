"""Keep the facts of every claim and the open items of every encounter up to date."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple, Protocol, TypeVar

from django.db import models

from mainstay.foundation.db import atomic, require_transaction, retrying, rows
from mainstay.oversight.insight.folded import (
    BookingRow,
    FactsRow,
    FoldedRows,
    ItemRow,
    fold,
)
from mainstay.oversight.insight.models import Booking, ClaimFacts, Item, Month, Stale
from mainstay.oversight.insight.queries.evidence import evidence_of

AT_ONCE = 500  # encounters in one transaction

Row = TypeVar("Row", bound=NamedTuple)


def mark_stale(practice_id: int, encounter_ids: Iterable[int]) -> None:
    """Note that these encounters changed, in the transaction of the change.

    A mark that is already there is taken again, so that a fold running meanwhile waits for this
    transaction and then sees what it wrote.
    """
    require_transaction()
    rows.insert(
        Stale,
        ("practice", "encounter"),
        [(practice_id, encounter_id) for encounter_id in sorted(set(encounter_ids))],
        on_conflict="(practice_id, encounter_id) DO UPDATE SET encounter_id = excluded.encounter_id",
    )


class EncountersMoved(Protocol):
    """Any event that tells which encounters it changed."""

    @property
    def practice_id(self) -> int: ...

    @property
    def encounter_ids(self) -> Iterable[int]: ...


def on_encounters_moved(event: EncountersMoved) -> None:
    """Listen to whatever moves an encounter."""
    mark_stale(event.practice_id, event.encounter_ids)


def fold_stale(practice_id: int, *, progress: Callable[[int], None] | None = None) -> int:
    """Fold every stale encounter, 500 in a transaction; returns how many there were.

    Killing it between two transactions loses nothing: what is not folded is still marked.
    """
    folded = 0
    while count := _fold_some(practice_id):
        folded += count
        if progress is not None:
            progress(folded)
    return folded


@retrying
def _fold_some(practice_id: int) -> int:
    stale = Stale.objects.for_practice(practice_id)
    encounter_ids = list(
        stale.order_by("encounter_id").values_list("encounter_id", flat=True)[:AT_ONCE]
    )
    if not encounter_ids:
        return 0
    with atomic():
        stale.filter(encounter__in=encounter_ids).delete()
        changed_from = fold_encounters(practice_id, encounter_ids)
        if changed_from is not None:
            Month.objects.for_practice(practice_id).filter(as_of__gte=changed_from).update(
                is_stale=True
            )
    return len(encounter_ids)


def fold_encounters(practice_id: int, encounter_ids: Collection[int]) -> date | None:
    """Bring the rows of these encounters to what is known; the first day on which any changed."""
    require_transaction()
    now = FoldedRows(set(), set(), set())
    for encounter in evidence_of(practice_id, encounter_ids):
        now.add(fold(encounter))
    stored = stored_rows(practice_id, encounter_ids)
    _write(practice_id, ClaimFacts, stored.facts, now.facts, ("claim_id",))
    _write(
        practice_id, Item, stored.items, now.items,
        ("encounter_id", "party_kind", "party_id", "from_on"),
    )  # fmt: skip
    _write(
        practice_id, Booking, stored.bookings, now.bookings,
        ("encounter_id", "service_month", "booked_on"),
    )  # fmt: skip
    return _first_change(stored, now)


def stored_rows(practice_id: int, encounter_ids: Collection[int]) -> FoldedRows:
    """The rows of these encounters as they stand."""

    def of(model: type[models.Model], row: type[Row]) -> set[Row]:
        found = model._default_manager.filter(
            practice_id=practice_id, encounter__in=encounter_ids
        ).values_list(*row._fields)
        return {row(*values) for values in found}

    return FoldedRows(of(ClaimFacts, FactsRow), of(Item, ItemRow), of(Booking, BookingRow))


def _write(
    practice_id: int,
    model: type[models.Model],
    stored: set[Row],
    now: set[Row],
    key: tuple[str, ...],
) -> None:
    """Remove the rows that are gone, write those that are new or differ."""
    fields = next(iter(now or stored))._fields if now or stored else ()
    places = [fields.index(name) for name in key if fields]

    def key_of(row: Row) -> tuple[Any, ...]:
        return tuple(row[place] for place in places)

    fresh = sorted(now - stored, key=key_of)
    kept = {key_of(row) for row in now}
    gone = {key_of(row) for row in stored if key_of(row) not in kept}
    if gone:
        _delete(practice_id, model, key, gone)
    names = [field.removesuffix("_id") if field != "party_id" else field for field in fields]
    updates = ", ".join(f"{name} = excluded.{name}" for name in fields if name not in key)
    rows.insert(
        model,
        ("practice", *names),
        [(practice_id, *row) for row in fresh],
        on_conflict=f"({', '.join(key)}) DO UPDATE SET {updates}",
    )


def _delete(
    practice_id: int, model: type[models.Model], key: tuple[str, ...], gone: set[tuple[Any, ...]]
) -> None:
    """Delete by key: the rows of the encounters or claims concerned are few, so read and choose."""
    first = {values[0] for values in gone}
    candidates = model._default_manager.filter(
        practice_id=practice_id, **{f"{key[0]}__in": first}
    ).values_list("pk", *key)
    doomed = [pk for pk, *values in candidates if tuple(values) in gone]
    model._default_manager.filter(pk__in=doomed).delete()


def _first_change(stored: FoldedRows, now: FoldedRows) -> date | None:
    """The first day whose figures may differ between the two."""
    days = [booking.booked_on for booking in stored.bookings ^ now.bookings]
    days += _facts_changes(stored.facts, now.facts)
    days += _item_changes(stored.items, now.items)
    return min(days, default=None)


def _facts_changes(stored: set[FactsRow], now: set[FactsRow]) -> Iterator[date]:
    """The days to which a first attempt or a first answer that differs is attributed."""
    before = {row.claim_id: row for row in stored - now}
    after = {row.claim_id: row for row in now - stored}
    for claim_id in before.keys() | after.keys():
        old, new = before.get(claim_id), after.get(claim_id)
        told = [row for row in (old, new) if row is not None]
        if old is None or new is None or old.attempt != new.attempt:
            yield from (row.first_sent_on for row in told if row.first_sent_on)
        if old is None or new is None or old.answer != new.answer:
            yield from (row.answered_on for row in told if row.answered_on)


def _item_changes(stored: set[ItemRow], now: set[ItemRow]) -> Iterator[date]:
    """The day each item that differs began to: an amount that only ended, on the day it did."""
    before = {row[:4]: row for row in stored - now}
    after = {row[:4]: row for row in now - stored}
    for key in before.keys() | after.keys():
        old, new = before.get(key), after.get(key)
        if old and new and old._replace(until_on=new.until_on) == new:
            yield min(old.until_on, new.until_on)
        else:
            yield (old or after[key]).from_on
