"""Move items along their life. The only way a state changes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from mainstay.foundation import clock
from mainstay.foundation.db import locked, rows
from mainstay.foundation.tenancy import Actor
from mainstay.foundation.tenancy.queries import calendar_of
from mainstay.foundation.work.errors import NoSuchItem, StaleItem
from mainstay.foundation.work.escalation import next_climb, steps_of
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
    """Put the item aside until a moment (UTC); the note says for whom it waits.

    Then it is due, and climbs from there if nobody looks at it.

    Raises:
        ValueError: ``until`` is not ahead, or the note says nothing.
    """
    if until <= at or not note.strip():
        raise ValueError("Say for what it waits, and until when.")
    _advance(item, "wait", by=by, at=at, note=note, due_at=until, **_from_the_ground(item, until))


def release(item: WorkItem, *, by: Actor, at: datetime, note: str = "") -> None:
    """Give the item back to its function's queue."""
    _advance(item, "release", by=by, at=at, note=note, assignee_user_id=None)


def hand_over(item: WorkItem, *, to_user_id: int, by: Actor, at: datetime, note: str = "") -> None:
    """Give the item to somebody else, who finds it among her own.

    Raises:
        IllegalTransition: it is done.
        NoSuchItem, StaleItem: another practice's, or changed since ``item`` was read.
    """
    _advance(
        item,
        "hand_over",
        by=by,
        at=at,
        note=note,
        to_user_id=to_user_id,
        assignee_user_id=None,
        holder_user_id=to_user_id,
        holder_team_id=None,
    )


def note(item: WorkItem, text: str, *, by: Actor, at: datetime) -> None:
    """Write down something about the item. It counts as touched.

    Raises:
        NoSuchItem: another practice's.
        ValueError: the note says nothing.
    """
    if not text.strip():
        raise ValueError("Write a note first.")
    if item.practice_id != by.practice_id:
        raise NoSuchItem
    with transaction.atomic():
        WorkItem.objects.for_actor(by).filter(pk=item.pk).update(touched_at=at)
        _record(item, "note", by=by, at=at, states=(item.state, item.state), note=text)
    item.touched_at = at


def reopen(item: WorkItem, *, by: Actor, at: datetime, note: str) -> None:
    """Open a done item again, with a new turnaround; the note says why."""
    calendar = calendar_of(item.practice_id, today=at.date())
    due_at = calendar.after(at, item.function.turnaround_hours)
    _advance(
        item,
        "reopen",
        by=by,
        at=at,
        note=note,
        outcome="",
        closed_at=None,
        assignee_user_id=None,
        due_at=due_at,
        **_from_the_ground(item, due_at),
    )


def split(item: WorkItem, *, title: str, value_cents: int, by: Actor, at: datetime) -> WorkItem:
    """Make a part of an item an item of its own, with the same subject, function and clock.

    Raises:
        ValueError: the part is worth nothing or more than the whole, or has no title.
        IllegalTransition: it is done.
        NoSuchItem, StaleItem: another practice's, or changed since ``item`` was read.
    """
    if not title.strip() or not 0 <= value_cents <= item.value_cents:
        raise ValueError("Give the part a title, and at most the money of the whole.")
    if item.practice_id != by.practice_id:
        raise NoSuchItem
    target_of("hand_over", State(item.state))  # only what is open can be split
    with transaction.atomic():
        changed = _same(item, by).update(
            value_cents=item.value_cents - value_cents,
            row_version=item.row_version + 1,
            touched_at=at,
        )
        if changed != 1:
            raise StaleItem
        part = _part_of(item, title.strip(), value_cents, at=at)
        _record(item, "split", by=by, at=at, states=(item.state, item.state), note=part.title)
        _record(part, "open", by=by, at=at, states=("", part.state), note=f"from {item.cause_key}")
    item.refresh_from_db()
    return part


def _part_of(item: WorkItem, title: str, value_cents: int, *, at: datetime) -> WorkItem:
    ours = WorkItem.objects.for_practice(item.practice_id)
    prefix = f"{item.cause_key}:part:"
    number = ours.filter(cause_key__startswith=prefix).count() + 1
    made: WorkItem = ours.create(
        practice_id=item.practice_id,
        function_id=item.function_id,
        cause_key=f"{prefix}{number}",
        subject_kind=item.subject_kind,
        subject_key=item.subject_key,
        title=title[:300],
        value_cents=value_cents,
        occurred_on=item.occurred_on,
        opened_at=at,
        due_at=item.due_at,
        deadline_on=item.deadline_on,
        holder_user_id=item.holder_user_id,
        holder_team_id=item.holder_team_id,
        escalates_at=item.escalates_at,
        touched_at=at,
    )
    return made


def _from_the_ground(item: WorkItem, due_at: datetime) -> dict[str, Any]:
    """The fields of an item that begins its way upward anew, due at ``due_at``."""
    calendar = calendar_of(item.practice_id, today=due_at.date())
    steps = steps_of(item.function.escalation)
    return {
        "level": 0,
        "told_user_id": None,
        "escalates_at": next_climb(steps, 0, due_at, calendar),
    }


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
    item: WorkItem,
    act: str,
    *,
    by: Actor,
    at: datetime,
    note: str,
    to_user_id: int | None = None,
    **fields: object,
) -> None:
    """Check, write, and record who and why; a compare-and-set on ``row_version``."""
    if item.practice_id != by.practice_id:
        raise NoSuchItem
    before = State(item.state)
    after = target_of(act, before)
    with transaction.atomic():
        changed = _same(item, by).update(
            state=after.value, row_version=item.row_version + 1, touched_at=at, **fields
        )
        if changed != 1:
            raise StaleItem
        states = (before.value, after.value)
        _record(item, act, by=by, at=at, states=states, note=note, to_user_id=to_user_id)
    item.refresh_from_db()


def _same(item: WorkItem, by: Actor) -> QuerySet[WorkItem]:
    """The item as it was read; no row if somebody changed it since."""
    found: QuerySet[WorkItem] = WorkItem.objects.for_actor(by)
    return found.filter(pk=item.pk, row_version=item.row_version)


def _record(
    item: WorkItem,
    act: str,
    *,
    by: Actor,
    at: datetime,
    states: tuple[str, str],
    note: str,
    to_user_id: int | None = None,
) -> None:
    WorkChange.objects.create(
        practice_id=by.practice_id,
        item=item,
        at=at,
        user_id=by.user_id,
        via=by.via,
        act=act,
        to_user_id=to_user_id,
        from_state=states[0],
        to_state=states[1],
        note=note[:300],
    )
