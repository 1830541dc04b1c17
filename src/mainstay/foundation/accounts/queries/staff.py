"""Who works in a practice, by role and by team."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Value
from django.db.models.functions import Coalesce

from mainstay.foundation.accounts.models import Membership, Team
from mainstay.foundation.db.reads import Rows, written_once


def users_of_roles(practice_id: int, roles: Sequence[str]) -> list[int]:
    """The ids of present members with one of these roles, in the order of ``roles``. One query."""
    found = sorted((roles.index(role), pk, user) for pk, user, role in _holding(practice_id, roles))
    return [user_id for _, _, user_id in found]


def members_by_team(practice_id: int) -> dict[int | None, list[int]]:
    """The ids of a practice's present members by team, in the order they came. One query."""
    teams: defaultdict[int | None, list[int]] = defaultdict(list)
    for team_id, user_id in _in_teams(practice_id):
        teams[team_id].append(user_id)
    return dict(teams)


def teams_of(practice_id: int, user_id: int) -> list[int]:
    """The teams somebody belongs to in a practice."""
    return [team_id for team_id, member in _in_teams(practice_id) if member == user_id]


@written_once
def _holding(practice_id: int, roles: Sequence[str]) -> Rows:
    members = Membership.objects.filter(
        practice_id=practice_id, role__in=roles, is_active=True, user__is_active=True
    )
    return members.values_list("id", "user_id", "role")


@written_once
def _in_teams(practice_id: int) -> Rows:
    members = Membership.objects.filter(
        practice_id=practice_id, is_active=True, user__is_active=True, team__isnull=False
    )
    return members.order_by("id").values_list("team_id", "user_id")


def team_names(practice_id: int) -> dict[int, str]:
    """The names of a practice's teams by id. One query."""
    return dict(_teams(practice_id))


@written_once
def _teams(practice_id: int) -> Rows:
    teams = Team.objects.filter(memberships__practice_id=practice_id, memberships__is_active=True)
    return teams.distinct().values_list("id", "name")


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody present in a practice, as lists of people show him."""

    user_id: int
    name: str
    role: str
    team_id: int | None
    team: str
    is_outsourced: bool


def colleagues(practice_id: int) -> list[Colleague]:
    """The present members of a practice by name, in-house people first. One query."""
    return [Colleague(*one) for one in _present(practice_id)]


@written_once
def _present(practice_id: int) -> Rows:
    members = Membership.objects.filter(
        practice_id=practice_id, is_active=True, user__is_active=True
    ).annotate(
        of_team=Coalesce("team__name", Value("")),
        outsourced=Coalesce("team__is_outsourced", Value(False)),
    )
    return members.order_by("outsourced", "user__name", "id").values_list(
        "user_id", "user__name", "role", "team_id", "of_team", "outsourced"
    )
