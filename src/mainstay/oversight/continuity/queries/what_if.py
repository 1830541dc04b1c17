"""What would become of somebody's work if she were away for a while."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mainstay.engine.worktime import OfficeCalendar
from mainstay.foundation.tenancy.queries import calendar_of
from mainstay.foundation.work.models import Function
from mainstay.foundation.work.queries.functions import FunctionLoad
from mainstay.foundation.work.queries.ownership import RECENT, open_by_holder, paces
from mainstay.foundation.work.queries.staffing import Roster, roster
from mainstay.foundation.work.routing import NOBODY, Holder, route


@dataclass(frozen=True, slots=True)
class Piece:
    """One function of hers: what she has now, what would come, and who would get it.

    ``expected`` items are those of the last 90 days scaled to her days away.
    """

    code: str
    name: str
    goes_to: Holder
    open: int
    open_cents: int
    expected: int

    @property
    def would_stop(self) -> bool:
        """Whether nobody would be there for it."""
        return self.goes_to == NOBODY


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The answer, function by function, the worst first."""

    user_id: int
    starts_on: date
    ends_on: date
    office_days: int
    pieces: tuple[Piece, ...]

    @property
    def stops(self) -> tuple[Piece, ...]:
        """What nobody would do."""
        return tuple(piece for piece in self.pieces if piece.would_stop)

    @property
    def piled_up(self) -> int:
        """Items that would wait for her."""
        return sum(piece.open + piece.expected for piece in self.stops)


def what_if(
    practice_id: int,
    user_id: int,
    loads: Sequence[FunctionLoad],
    *,
    starts_on: date,
    ends_on: date,
    at: datetime,
) -> WhatIf:
    """What would happen to somebody's functions from one date through another."""
    calendar = calendar_of(practice_id, today=starts_on)
    days = _open_days(calendar, starts_on, ends_on)
    past_from = at - RECENT
    past_days = _open_days(calendar, past_from.date(), at.date() - timedelta(days=1))
    pace = paces(practice_id, since=past_from, until=at)
    people = roster(practice_id, at=at)
    ids = _ids(practice_id)
    held = open_by_holder(practice_id)
    pieces = []
    for load in loads:
        if not _is_hers(people, ids[load.code], user_id):
            continue
        count, cents = held.get((user_id, load.code), (0, 0))
        pieces.append(
            Piece(
                load.code,
                load.name,
                _without(people, ids[load.code], user_id),
                count,
                cents,
                -(-pace[load.code].opened * days // max(past_days, 1)),
            )
        )
    pieces.sort(key=lambda one: (not one.would_stop, -one.open_cents, -one.expected))
    return WhatIf(user_id, starts_on, ends_on, days, tuple(pieces))


def _open_days(calendar: OfficeCalendar, first: date, last: date) -> int:
    """The days from one through another on which the office opens."""
    span = range((last - first).days + 1)
    return sum(calendar.is_open_on(first + timedelta(days=ahead)) for ahead in span)


def _is_hers(people: Roster, function_id: int, user_id: int) -> bool:
    """Whether she has it as things are, or is who would be next."""
    staffing = people.by_function[function_id]
    holder = people.holder(function_id)
    is_of_team = staffing.owner_team_id is not None and user_id in staffing.team
    return is_of_team or user_id in {staffing.owner_user_id, holder.user_id}


def _without(people: Roster, function_id: int, user_id: int) -> Holder:
    return route(
        people.by_function[function_id],
        away=people.away | {user_id},
        unable=people.unable.get(function_id, ()),
    )


def _ids(practice_id: int) -> dict[str, int]:
    return dict(Function.objects.for_practice(practice_id).values_list("code", "id"))
