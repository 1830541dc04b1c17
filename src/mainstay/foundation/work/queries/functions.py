"""How each function stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum

from mainstay.foundation.work.models import Function
from mainstay.foundation.work.states import OPEN

_HELD_BY_NOBODY = Q(
    items__assignee_user_id=None, items__holder_user_id=None, items__holder_team_id=None
)


@dataclass(frozen=True, slots=True)
class FunctionLoad:
    """A function with its people and its open work. ``oldest_at`` is UTC, or None."""

    code: str
    name: str
    wing: str
    owner_user_id: int | None
    owner_team_id: int | None
    backups: tuple[int, ...]
    escalation: tuple[dict[str, Any], ...]
    turnaround_hours: int
    untouched_days: int
    row_version: int
    open: int
    late: int
    due_soon: int
    unassigned: int
    unheld: int
    value_cents: int
    oldest_at: datetime | None

    @property
    def has_owner(self) -> bool:
        """Whether a person or a team owns it."""
        return self.owner_user_id is not None or self.owner_team_id is not None

    @property
    def is_owned(self) -> bool:
        """Whether it has an owner and a backup; a function without shows red (law 7)."""
        return self.has_owner and bool(self.backups)


def function_loads(practice_id: int, *, as_of: datetime) -> list[FunctionLoad]:
    """Every function of a practice in its order, with what waits in it. One query.

    Late: due before ``as_of``; due soon: within the 24 hours after it.
    """
    is_open = Q(items__state__in=[state.value for state in OPEN])
    soon = Q(items__due_at__gte=as_of, items__due_at__lt=as_of + timedelta(hours=24))
    functions: QuerySet[Any] = (
        Function.objects.for_practice(practice_id)
        .annotate(
            open=Count("items", filter=is_open),
            late=Count("items", filter=is_open & Q(items__due_at__lt=as_of)),
            due_soon=Count("items", filter=is_open & soon),
            unassigned=Count("items", filter=is_open & Q(items__assignee_user_id=None)),
            unheld=Count("items", filter=is_open & _HELD_BY_NOBODY),
            at_risk=Sum("items__value_cents", filter=is_open, default=0),
            oldest_at=Min("items__opened_at", filter=is_open),
        )
        .order_by("rank", "id")
    )
    return [
        FunctionLoad(
            code=function.code,
            name=function.name,
            wing=function.wing,
            owner_user_id=function.owner_user_id,
            owner_team_id=function.owner_team_id,
            backups=tuple(function.backups),
            escalation=tuple(function.escalation),
            turnaround_hours=function.turnaround_hours,
            untouched_days=function.untouched_days,
            row_version=function.row_version,
            open=function.open,
            late=function.late,
            due_soon=function.due_soon,
            unassigned=function.unassigned,
            unheld=function.unheld,
            value_cents=function.at_risk,
            oldest_at=function.oldest_at,
        )
        for function in functions
    ]
