"""Give a practice its functions, and a function its people."""

from collections.abc import Sequence

from mainstay.foundation.db import locked, require_transaction, rows
from mainstay.foundation.work.errors import UnknownFunction
from mainstay.foundation.work.models import Function
from mainstay.foundation.work.standard import standard_functions

ESCALATION = [{"after_hours": 0, "to": "owner"}, {"after_hours": 9, "to": "manager"}]


def ensure_functions(practice_id: int) -> None:
    """Give the practice every standard function it lacks. What it has stays as it made it."""
    rows.insert(
        Function,
        ("practice", "code", "name", "wing", "rank", "backups", "turnaround_hours", "escalation"),
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
            )
            for rank, function in enumerate(standard_functions(), start=1)
        ],
        on_conflict="(practice_id, code) DO NOTHING",
    )


def assign_function(
    practice_id: int, code: str, *, owner_user_id: int | None, backups: Sequence[int] = ()
) -> None:
    """Name a function's owner and its backups, first choice first.

    Raises:
        UnknownFunction: the practice has no such function.
    """
    require_transaction()
    function = locked(Function.objects.for_practice(practice_id).filter(code=code)).first()
    if function is None:
        raise UnknownFunction(code)
    function.owner_user_id, function.backups = owner_user_id, list(backups)
    function.save(update_fields=["owner_user_id", "backups"])
