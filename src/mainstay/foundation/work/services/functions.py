"""Give a practice its functions, and a function its people and standards."""

from collections.abc import Sequence
from typing import Any

from mainstay.foundation.db import locked, require_transaction, rows
from mainstay.foundation.work.errors import StaleFunction, UnknownFunction
from mainstay.foundation.work.models import Function
from mainstay.foundation.work.standard import standard_functions

ESCALATION = [{"after_hours": 0, "to": "owner"}, {"after_hours": 9, "to": "manager"}]


def ensure_functions(practice_id: int) -> None:
    """Give the practice every standard function it lacks. What it has stays as it made it."""
    rows.insert(
        Function,
        (
            "practice", "code", "name", "wing", "rank", "backups", "turnaround_hours",
            "escalation", "untouched_days", "row_version",
        ),
        [
            (
                practice_id,
                function.code,
                function.name,
                function.wing,
                rank,
                [],
                function.turnaround_hours,
                ESCALATION,
                Function._meta.get_field("untouched_days").default,
                1,
            )
            for rank, function in enumerate(standard_functions(), start=1)
        ],
        on_conflict="(practice_id, code) DO NOTHING",
    )  # fmt: skip


def assign_function(
    practice_id: int,
    code: str,
    *,
    owner_user_id: int | None = None,
    owner_team_id: int | None = None,
    backups: Sequence[int] = (),
) -> None:
    """Name a function's owner, a person or a team, and its backups, first choice first.

    What is open and taken by nobody goes to them with the next ``reroute``.

    Raises:
        UnknownFunction: the practice has no such function.
        ValueError: both a person and a team were named.
    """
    if owner_user_id is not None and owner_team_id is not None:
        raise ValueError("A function has one owner: a person or a team.")
    function = _locked(practice_id, code)
    function.owner_user_id, function.owner_team_id = owner_user_id, owner_team_id
    function.backups = [one for one in dict.fromkeys(backups) if one != owner_user_id]
    function.row_version += 1
    function.save(update_fields=["owner_user_id", "owner_team_id", "backups", "row_version"])


def set_standards(
    practice_id: int,
    code: str,
    *,
    turnaround_hours: int,
    escalation: Sequence[dict[str, Any]],
    untouched_days: int,
    row_version: int,
) -> None:
    """Set a function's turnaround (business hours), its steps upward, and when silence is told.

    Items that are open keep the clock they came with.

    Raises:
        UnknownFunction: the practice has no such function.
        StaleFunction: somebody else changed it since it was read.
    """
    function = _locked(practice_id, code)
    if function.row_version != row_version:
        raise StaleFunction
    function.turnaround_hours, function.untouched_days = turnaround_hours, untouched_days
    function.escalation = list(escalation)
    function.row_version += 1
    function.save(update_fields=["turnaround_hours", "untouched_days", "escalation", "row_version"])


def _locked(practice_id: int, code: str) -> Function:
    require_transaction()
    function: Function | None = locked(
        Function.objects.for_practice(practice_id).filter(code=code)
    ).first()
    if function is None:
        raise UnknownFunction(code)
    return function
