"""Django's system check of the guards: ``check --database default`` names what is missing."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import connections

from mainstay.foundation.db import guards


def guards_are_in_place(
    *, databases: Sequence[str] | None = None, **_: Any
) -> list[checks.CheckMessage]:
    """One warning for each guard that is absent or altered.

    A warning, since an error would stop the migration that puts it back; what refuses to start
    without them is ``guards.require_guards``.
    """
    return [
        checks.Warning(
            f"The guard {guard.name} of {guard.table} is missing.",
            hint="Run `mainstay migrate`: it puts every guard back.",
            id="mainstay.guard_missing",
        )
        for alias in databases or ()
        for guard in guards.missing(connections[alias])
    ]
