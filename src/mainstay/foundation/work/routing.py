"""Whose work it is: the owner's if present, else the first backup's who can, else the manager's. Pure."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Staffing:
    """The people of one function, by user id.

    ``team`` are the members of the owner, where a team owns it. ``backups`` are in order, first
    choice first. ``last`` are those who get what nobody else can take, in order.
    """

    owner_user_id: int | None = None
    owner_team_id: int | None = None
    team: tuple[int, ...] = ()
    backups: tuple[int, ...] = ()
    last: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has an item before anybody takes it, and why; nobody where both ids are None."""

    user_id: int | None
    team_id: int | None
    why: str


NOBODY = Holder(None, None, "nobody is there")


def route(staffing: Staffing, *, away: Collection[int], unable: Collection[int] = ()) -> Holder:
    """Who gets the function's work while these people are away.

    ``unable`` are backups whose training does not reach. The owner is never unable: it is his.
    """
    if staffing.owner_user_id is not None and staffing.owner_user_id not in away:
        return Holder(staffing.owner_user_id, None, "the owner")
    if staffing.owner_team_id is not None and any(one not in away for one in staffing.team):
        return Holder(None, staffing.owner_team_id, "the owner's team")
    reason = _reason(staffing)
    for user_id in staffing.backups:
        if user_id not in away and user_id not in unable:
            return Holder(user_id, None, f"backup, {reason}")
    for user_id in staffing.last:
        if user_id not in away:
            return Holder(user_id, None, f"manager, {reason} and no backup is there")
    return NOBODY


def _reason(staffing: Staffing) -> str:
    has_owner = staffing.owner_user_id is not None or staffing.owner_team_id is not None
    return "the owner is away" if has_owner else "it has no owner"
