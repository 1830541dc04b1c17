"""Say that somebody is away, and move her work; say that she is back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from mainstay.foundation.db import locked, rows
from mainstay.foundation.tenancy import Actor
from mainstay.foundation.work.errors import AlreadyAway
from mainstay.foundation.work.models import Absence, Handover, WorkChange, WorkItem
from mainstay.foundation.work.queries.staffing import roster
from mainstay.foundation.work.routing import Holder
from mainstay.foundation.work.states import OPEN, State

MOVE_COLUMNS = ("state", "holder_user_id", "holder_team_id", "assignee_user_id", "row_version")
CHANGE_COLUMNS = (
    "practice", "item", "at", "user_id", "via", "act", "to_user_id", "to_team_id", "from_state",
    "to_state", "note",
)  # fmt: skip


def mark_away(
    user_id: int,
    *,
    kind: str,
    starts_at: datetime,
    ends_at: datetime | None,
    by: Actor,
    at: datetime,
) -> Absence:
    """Note that somebody is away from ``starts_at`` until ``ends_at`` (UTC; None: not known yet).

    If it has begun, her open work goes to the backups at once, each item with a brief; otherwise
    ``keep_up_with_absences`` moves it when it begins.

    Raises:
        AlreadyAway: another absence of hers covers some of that time.
        ValueError: it would end before it begins, or has ended already.
    """
    if ends_at is not None and (ends_at <= starts_at or ends_at <= at):
        raise ValueError("An absence ends after it begins, and ends later than now.")
    with transaction.atomic():
        if _overlapping(by.practice_id, user_id, starts_at, ends_at):
            raise AlreadyAway
        absence: Absence = Absence.objects.create(
            practice_id=by.practice_id,
            user_id=user_id,
            kind=kind,
            starts_at=starts_at,
            ends_at=ends_at,
            declared_by_user_id=by.user_id,
            declared_at=at,
        )
        if starts_at <= at:
            _move_work_of(absence, by=by, at=at)
    return absence


def undo_absence(absence: Absence, *, by: Actor, at: datetime) -> int:
    """Take an absence back as if it had not been said; how many items she has again.

    What a backup took meanwhile stays with the backup.
    """
    with transaction.atomic():
        mine = _current(absence, by)
        if mine is None:
            return 0
        back = _give_back(mine, "she was not away after all", by=by, at=at)
        Absence.objects.for_actor(by).filter(pk=mine.pk).update(undone_at=at)
    return back


def welcome_back(absence: Absence, *, by: Actor, at: datetime) -> int:
    """End an absence now; how many items she has again, untouched by the backups."""
    with transaction.atomic():
        mine = _current(absence, by)
        if mine is None:
            return 0
        back = _give_back(mine, "she is back", by=by, at=at)
        Absence.objects.for_actor(by).filter(pk=mine.pk).update(returned_at=at)
    return back


def keep_up_with_absences(practice_id: int, *, at: datetime) -> None:
    """Move the work of absences that have begun, and return it where they have ended."""
    automation = Actor.automation(practice_id)
    open_ones = Absence.objects.for_practice(practice_id).filter(undone_at=None, returned_at=None)
    for absence in open_ones.filter(starts_at__lte=at, moved_at=None).order_by("starts_at", "id"):
        with transaction.atomic():
            _move_work_of(absence, by=automation, at=at)
    for absence in open_ones.filter(ends_at__lte=at).order_by("ends_at", "id"):
        welcome_back(absence, by=automation, at=at)


@dataclass(frozen=True, slots=True)
class _Move:
    """An item on its way: to whom, in which state, and who has taken it there."""

    item: WorkItem
    act: str
    to: Holder
    state: str
    assignee_user_id: int | None = None


def _overlapping(
    practice_id: int, user_id: int, starts_at: datetime, ends_at: datetime | None
) -> bool:
    others = Absence.objects.for_practice(practice_id).filter(
        Q(ends_at=None) | Q(ends_at__gt=starts_at),
        user_id=user_id,
        undone_at=None,
        returned_at=None,
    )
    return others.filter(starts_at__lt=ends_at).exists() if ends_at else others.exists()


def _current(absence: Absence, by: Actor) -> Absence | None:
    """The absence, locked, if it is this practice's and neither undone nor over."""
    ours = Absence.objects.for_actor(by).filter(pk=absence.pk, undone_at=None, returned_at=None)
    found: Absence | None = locked(ours).first()
    return found


def _move_work_of(absence: Absence, *, by: Actor, at: datetime) -> None:
    """Her open items go to whoever does their function while she is away."""
    hers = WorkItem.objects.for_practice(absence.practice_id).filter(
        Q(assignee_user_id=absence.user_id)
        | Q(assignee_user_id=None, holder_user_id=absence.user_id),
        state__in=[state.value for state in OPEN],
    )
    items = list(locked(hers).order_by("id"))
    people = roster(absence.practice_id, at=at)
    moves = [
        _Move(item, "covered", people.holder(item.function_id), _resting(item)) for item in items
    ]
    steps = _last_steps(absence.practice_id, items)
    rows.insert(
        Handover,
        (
            "practice", "absence", "item", "was_taken", "from_state", "to_user_id", "to_team_id",
            "last_step", "next_step", "moved_at",
        ),
        [
            (
                absence.practice_id, absence.pk, move.item.pk,
                move.item.assignee_user_id is not None, move.item.state, move.to.user_id,
                move.to.team_id, steps.get(move.item.pk, "")[:300], _next_step(move.item), at,
            )
            for move in moves
        ],
    )  # fmt: skip
    _put(moves, by=by, at=at)
    Absence.objects.for_practice(absence.practice_id).filter(pk=absence.pk).update(moved_at=at)
    absence.moved_at = at


def _give_back(absence: Absence, why: str, *, by: Actor, at: datetime) -> int:
    """What nobody took meanwhile is hers again, as it was."""
    covered = list(
        Handover.objects.for_practice(absence.practice_id)
        .filter(absence=absence, returned_at=None)
        .values_list("item_id", "was_taken", "from_state", "to_user_id", "to_team_id")
    )
    where = {item_id: (user, team) for item_id, _, _, user, team in covered}
    before = {item_id: (was_taken, state) for item_id, was_taken, state, _, _ in covered}
    candidates = WorkItem.objects.for_practice(absence.practice_id).filter(
        pk__in=list(where), assignee_user_id=None, state__in=[state.value for state in OPEN]
    )
    items = [
        item
        for item in locked(candidates).order_by("id")
        if (item.holder_user_id, item.holder_team_id) == where[item.pk]
    ]
    hers = Holder(absence.user_id, None, why)
    moves = [
        _Move(item, "returned", hers, state, absence.user_id if was_taken else None)
        for item in items
        for was_taken, state in [before[item.pk]]
    ]
    _put(moves, by=by, at=at)
    Handover.objects.for_practice(absence.practice_id).filter(
        absence=absence, item__in=[item.pk for item in items]
    ).update(returned_at=at)
    return len(moves)


def _resting(item: WorkItem) -> str:
    """The state of an item that nobody has taken: one that waits goes on waiting."""
    return item.state if item.state == State.WAITING else State.NEW.value


def _put(moves: Sequence[_Move], *, by: Actor, at: datetime) -> None:
    """Write where the items are now, and that they moved."""
    rows.update(
        WorkItem,
        MOVE_COLUMNS,
        [
            (
                move.item.pk, move.state, move.to.user_id, move.to.team_id, move.assignee_user_id,
                move.item.row_version + 1,
            )
            for move in moves
        ],
    )  # fmt: skip
    rows.insert(
        WorkChange,
        CHANGE_COLUMNS,
        [
            (
                by.practice_id, move.item.pk, at, by.user_id, by.via, move.act, move.to.user_id,
                move.to.team_id, move.item.state, move.state, move.to.why,
            )
            for move in moves
        ],
    )  # fmt: skip


def _last_steps(practice_id: int, items: Sequence[WorkItem]) -> dict[int, str]:
    """What was last done about each item, in a few words."""
    changes = (
        WorkChange.objects.for_practice(practice_id)
        .filter(item__in=[item.pk for item in items])
        .order_by("id")
        .values_list("item_id", "act", "note")
    )
    return {
        item_id: f"{act}: {note}" if note else "came in" if act == "open" else act
        for item_id, act, note in changes
    }


def _next_step(item: WorkItem) -> str:
    if item.state == State.WAITING and item.due_at is not None:
        return f"waits until {item.due_at:%Y-%m-%d}, then look again"
    return "take it and go by the procedure"
