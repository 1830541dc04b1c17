"""Who works in a practice, by role and by team."""

from collections import defaultdict
from collections.abc import Sequence

from mainstay.foundation.accounts.models import Membership
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
