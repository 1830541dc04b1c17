"""Questions that must have no answer, run nightly and after every restore (``mainstay verify``).

A package lists its own in ``INVARIANTS`` of its module ``invariants``; they are found there.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import connection

from mainstay.foundation.db import guards


@dataclass(frozen=True, slots=True)
class Invariant:
    """A promise about stored rows.

    ``violations`` gets a practice's id and yields a sentence for each bad row, naming it by its
    business key: never by a name, a birth date or a member id.
    """

    code: str
    title: str
    violations: Callable[[int], Iterable[str]]


def all_invariants() -> Iterator[Invariant]:
    """Every installed package's promises, in the order of the house."""
    for config in apps.get_app_configs():
        if config.name.startswith("mainstay.") and find_spec(f"{config.name}.invariants"):
            yield from import_module(f"{config.name}.invariants").INVARIANTS


def _missing_guards(practice_id: int) -> Iterator[str]:
    for guard in guards.missing(connection):
        yield f"The database lacks its guard {guard.name} of {guard.table}."


INVARIANTS = (Invariant("D001", "What is written for good is guarded", _missing_guards),)
