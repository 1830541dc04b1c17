"""Functions by people: who owns, who could, who is rusty, and where it rests on one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mainstay.foundation.accounts.queries.staff import Colleague, colleagues
from mainstay.foundation.work.queries.functions import FunctionLoad
from mainstay.foundation.work.queries.ownership import (
    RECENT,
    Written,
    last_done,
    trainings,
    written_procedures,
)
from mainstay.foundation.work.queries.staffing import away_at
from mainstay.oversight.continuity.ability import Ability, Experience, ability

NEVER: tuple[int | None, date] = (None, date.min)
"""The training of somebody for whom none is noted."""


@dataclass(frozen=True, slots=True)
class Row:
    """A function and how each colleague stands to it, in the order of ``Matrix.people``."""

    code: str
    name: str
    cells: tuple[Ability, ...]
    in_today: int

    @property
    def rests_on_one(self) -> bool:
        """Whether at most one present person could do it: the risk that is named."""
        return self.in_today <= 1


@dataclass(frozen=True, slots=True)
class Matrix:
    """Who could do what tomorrow."""

    people: tuple[Colleague, ...]
    away: frozenset[int]
    rows: tuple[Row, ...]
    written: dict[str, Written]


def matrix(practice_id: int, loads: Sequence[FunctionLoad], *, at: datetime) -> Matrix:
    """The matrix of these functions at a moment (UTC). Six queries.

    Who was trained within the last 90 days counts as having done it lately.
    """
    people, recent = tuple(colleagues(practice_id)), (at - RECENT).date()
    levels, lately = trainings(practice_id), last_done(practice_id, since=at - RECENT)
    written = written_procedures(practice_id)
    away = frozenset(away_at(practice_id, at))
    rows = []
    for load in loads:
        procedure = written.get(load.code)
        cells = tuple(
            ability(
                Experience(
                    is_owner=_owns(load, person),
                    is_backup=person.user_id in load.backups,
                    level=levels.get((load.code, person.user_id), NEVER)[0],
                    did_it_lately=(load.code, person.user_id) in lately
                    or levels.get((load.code, person.user_id), NEVER)[1] >= recent,
                    has_read=procedure is not None and person.user_id in procedure.readers,
                    is_written=procedure is not None,
                )
            )
            for person in people
        )
        present = sum(
            cell in {Ability.OWNS, Ability.CAN} and person.user_id not in away
            for cell, person in zip(cells, people, strict=True)
        )
        rows.append(Row(load.code, load.name, cells, present))
    return Matrix(people, away, tuple(rows), written)


def _owns(load: FunctionLoad, person: Colleague) -> bool:
    if load.owner_user_id is not None:
        return load.owner_user_id == person.user_id
    return load.owner_team_id is not None and load.owner_team_id == person.team_id
