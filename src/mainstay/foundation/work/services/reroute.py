"""Find a holder for work that nobody has, or whose function got other people."""

from datetime import datetime

from django.db import transaction

from mainstay.foundation.db import locked, rows
from mainstay.foundation.tenancy import Actor
from mainstay.foundation.work.models import WorkChange, WorkItem
from mainstay.foundation.work.queries.staffing import roster
from mainstay.foundation.work.states import OPEN

AT_ONCE = 2_000


def reroute(practice_id: int, *, at: datetime, function: str = "", by: Actor | None = None) -> int:
    """Give what nobody took to whoever does its function now; how many items changed hands.

    Without ``function`` only what nobody holds is looked at; with one, all of its untaken items,
    since its people may be others now.
    """
    actor = by or Actor.automation(practice_id)
    untaken = WorkItem.objects.for_practice(practice_id).filter(
        state__in=[state.value for state in OPEN], assignee_user_id=None
    )
    untaken = (
        untaken.filter(function__code=function)
        if function
        else untaken.filter(holder_user_id=None, holder_team_id=None)
    )
    moved = 0
    with transaction.atomic():
        people = roster(practice_id, at=at)
        changes = []
        for item in locked(untaken).order_by("id").iterator(chunk_size=AT_ONCE):
            holder = people.holder(item.function_id)
            if (holder.user_id, holder.team_id) != (item.holder_user_id, item.holder_team_id):
                changes.append((item, holder))
        for start in range(0, len(changes), AT_ONCE):
            some = changes[start : start + AT_ONCE]
            rows.update(
                WorkItem,
                ("holder_user_id", "holder_team_id", "row_version"),
                [(item.pk, to.user_id, to.team_id, item.row_version + 1) for item, to in some],
            )
            rows.insert(
                WorkChange,
                (
                    "practice", "item", "at", "user_id", "via", "act", "to_user_id", "to_team_id",
                    "from_state", "to_state", "note",
                ),
                [
                    (
                        practice_id, item.pk, at, actor.user_id, actor.via, "route", to.user_id,
                        to.team_id, item.state, item.state, to.why,
                    )
                    for item, to in some
                ],
            )  # fmt: skip
            moved += len(some)
    return moved
