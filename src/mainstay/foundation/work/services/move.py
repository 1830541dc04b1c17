"""Move items along their life. The only way a state changes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import F

from mainstay.foundation import clock
from mainstay.foundation.db import locked, rows
from mainstay.foundation.tenancy import Actor
from mainstay.foundation.work.errors import NoSuchItem, StaleItem
from mainstay.foundation.work.models import WorkChange, WorkItem
from mainstay.foundation.work.queries.items import ItemFilter, open_items
from mainstay.foundation.work.states import OPEN, State, target_of

AT_ONCE = 2_000


def take(item: WorkItem, *, by: Actor, at: datetime, note: str = "") -> None:
    """Make the item the actor's own.

    Raises:
        IllegalTransition: it is done.
        NoSuchItem, StaleItem: another practice's, or changed since ``item`` was read.
        ValueError: automation takes no work.
    """
    if by.user_id is None:
        raise ValueError("Only a person takes a work item.")
    _advance(item, "take", by=by, at=at, note=note, assignee_user_id=by.user_id)


def take_next(practice_id: int, wanted: ItemFilter, *, by: Actor, at: datetime) -> WorkItem | None:
    """Take the most pressing item that nobody has, or None when there is none left.

    Two people asking at once get two items: the row is locked while it is chosen, and a row that
    somebody else is choosing is passed over.

    Raises:
        ValueError: automation takes no work.
    """
    with transaction.atomic():
        queue = open_items(practice_id, replace(wanted, is_unassigned=True), as_of=at)
        item = locked(queue, skip_held=True).first()
        if item is not None:
            take(item, by=by, at=at)
    return item


def wait(item: WorkItem, *, until: datetime, by: Actor, at: datetime, note: str) -> None:
    """Put the item aside until a moment (UTC); the note says for whom it waits."""
    _advance(item, "wait", by=by, at=at, note=note, due_at=until)


def release(item: WorkItem, *, by: Actor, at: datetime, note: str = "") -> None:
    """Give the item back to its function's queue."""
    _advance(item, "release", by=by, at=at, note=note, assignee_user_id=None)


def reopen(item: WorkItem, *, by: Actor, at: datetime, note: str) -> None:
    """Open a done item again; the note says why."""
    _advance(
        item, "reopen", by=by, at=at, note=note, outcome="", closed_at=None, assignee_user_id=None
    )


def close(item: WorkItem, outcome: str, *, by: Actor, at: datetime, note: str = "") -> None:
    """End one item, as a person does."""
    _advance(item, "close", by=by, at=at, note=note, outcome=outcome, closed_at=at)


def close_item(
    practice_id: int,
    cause_key: str,
    outcome: str,
    *,
    at: datetime | None = None,
    by: Actor | None = None,
    note: str = "",
) -> bool:
    """End the item of a cause that is gone; whether it was open. See ``close_items``."""
    return close_items(practice_id, [cause_key], outcome, at=at, by=by, note=note) == 1


def close_items(
    practice_id: int,
    cause_keys: Iterable[str],
    outcome: str,
    *,
    at: datetime | None = None,
    by: Actor | None = None,
    note: str = "",
) -> int:
    """End the open items of these causes; how many there were. Unknown and done ones are passed.

    ``by`` is the practice's automation unless a person's act removed the cause.
    """
    keys, at = list(cause_keys), at or clock.now()
    actor = by or Actor.automation(practice_id)
    closed = 0
    with transaction.atomic():
        for start in range(0, len(keys), AT_ONCE):
            part = keys[start : start + AT_ONCE]
            closed += _close_some(part, outcome, by=actor, at=at, note=note)
    return closed


def _close_some(keys: list[str], outcome: str, *, by: Actor, at: datetime, note: str) -> int:
    ours = WorkItem.objects.for_actor(by)
    found = ours.filter(cause_key__in=keys, state__in=[state.value for state in OPEN])
    states = list(locked(found).order_by("id").values_list("id", "state"))
    ours.filter(pk__in=[item_id for item_id, _ in states]).update(
        state=State.DONE.value, outcome=outcome, closed_at=at, row_version=F("row_version") + 1
    )
    rows.insert(
        WorkChange,
        ("practice", "item", "at", "user_id", "via", "act", "from_state", "to_state", "note"),
        [
            (by.practice_id, item_id, at, by.user_id, by.via, "close", state, "done", note)
            for item_id, state in states
        ],
    )
    return len(states)


def _advance(
    item: WorkItem, act: str, *, by: Actor, at: datetime, note: str, **fields: object
) -> None:
    """Check, write, and record who and why; a compare-and-set on ``row_version``."""
    if item.practice_id != by.practice_id:
        raise NoSuchItem
    before = State(item.state)
    after = target_of(act, before)
    with transaction.atomic():
        same = WorkItem.objects.for_actor(by).filter(pk=item.pk, row_version=item.row_version)
        changed = same.update(state=after.value, row_version=item.row_version + 1, **fields)
        if changed != 1:
            raise StaleItem
        WorkChange.objects.create(
            practice_id=by.practice_id,
            item=item,
            at=at,
            user_id=by.user_id,
            via=by.via,
            act=act,
            from_state=before.value,
            to_state=after.value,
            note=note,
        )
    item.refresh_from_db()
