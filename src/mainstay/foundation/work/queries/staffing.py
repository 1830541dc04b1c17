"""Who does what, and who is there."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from mainstay.foundation.accounts.queries.staff import members_by_team, users_of_roles
from mainstay.foundation.db.reads import Rows, written_once
from mainstay.foundation.work.models import Absence, Function, Training
from mainstay.foundation.work.routing import Holder, Staffing, route

LAST_RESORT = ("manager", "owner")
"""The roles that get what nobody else can take, in this order."""
INDEPENDENT = 3


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody's part in a practice's functions at one moment; asked once, then pure."""

    by_function: dict[int, Staffing]
    away: frozenset[int]
    unable: dict[int, frozenset[int]]

    def holder(self, function_id: int) -> Holder:
        """Who gets this function's work now."""
        staffing = self.by_function.get(function_id, Staffing())
        return route(staffing, away=self.away, unable=self.unable.get(function_id, ()))

    def manager(self) -> int | None:
        """The first present person of last resort."""
        any_staffing = next(iter(self.by_function.values()), Staffing())
        return next((one for one in any_staffing.last if one not in self.away), None)


def roster(practice_id: int, *, at: datetime) -> Roster:
    """The practice's people at a moment. Five queries."""
    teams = members_by_team(practice_id)
    last = tuple(users_of_roles(practice_id, LAST_RESORT))
    by_function = {
        pk: Staffing(user_id, team_id, tuple(teams.get(team_id, ())), tuple(backups), last)
        for pk, user_id, team_id, backups in _functions(practice_id)
    }
    unable: defaultdict[int, set[int]] = defaultdict(set)
    for function_id, user_id in _untrained(practice_id, INDEPENDENT):
        unable[function_id].add(user_id)
    return Roster(
        by_function,
        frozenset(away_at(practice_id, at)),
        {pk: frozenset(users) for pk, users in unable.items()},
    )


def away_at(practice_id: int, at: datetime) -> Collection[int]:
    """The ids of those who are away at a moment (UTC). One query."""
    absences = Absence.objects.for_practice(practice_id).filter(
        undone_at=None, returned_at=None, starts_at__lte=at
    )
    ends = absences.values_list("user_id", "ends_at")
    return {user_id for user_id, ends_at in ends if ends_at is None or ends_at > at}


@written_once
def _functions(practice_id: int) -> Rows:
    functions = Function.objects.for_practice(practice_id)
    return functions.values_list("id", "owner_user_id", "owner_team_id", "backups")


@written_once
def _untrained(practice_id: int, independent: int) -> Rows:
    trainings = Training.objects.for_practice(practice_id).filter(level__lt=independent)
    return trainings.values_list("function_id", "user_id")
