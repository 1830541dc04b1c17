"""Find who a file means by any identifier it gives, or note somebody new (DESIGN 9, "Who").

Identifiers are many to one: each belongs to one row of its practice, and a row may have many. A
party whose identifiers point to two rows is taken as the first; the pair is reported, so that a
person can decide whether the two are one. A merge is a pointer, ``merged_into``, followed here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import models

from mainstay.foundation.db.reads import Rows, written_once

Identifier = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Named:
    """A party as a file names it: identifiers (qualifier, value), and the columns of a new row."""

    ids: tuple[Identifier, ...]
    columns: Mapping[str, Any]
    source: str


@dataclass(slots=True)
class Register:
    """The parties of one practice and kind. Remembers what it resolved; make one for each part.

    ``owner`` is the name of the foreign key by which an identifier's row names its party.
    """

    practice_id: int
    rows: type[models.Model]
    identifiers: type[models.Model]
    owner: str
    pairs: set[tuple[int, int]] = field(default_factory=set)
    _known: dict[Identifier, int] = field(default_factory=dict)
    _current: dict[int, int] = field(default_factory=dict)
    _fresh: list[Named] = field(default_factory=list)
    _unstored: list[tuple[Identifier, int, str]] = field(default_factory=list)

    def resolve(self, parties: Sequence[Named]) -> list[int]:
        """The row ids of these parties, in order; rows and identifiers made where new.

        Three queries when all is known, however many parties there are.
        """
        self._load(identifier for party in parties for identifier in party.ids)
        found = [self._find_or_note(party) for party in parties]
        stored = self._store()
        found = [stored.get(pk, pk) for pk in found]
        self._follow_merges(found)
        return [self._current[pk] for pk in found]

    def _load(self, wanted: Iterable[Identifier]) -> None:
        unknown = {identifier for identifier in wanted if identifier not in self._known}
        if not unknown:
            return
        stored = self.identifiers._default_manager.filter(
            practice_id=self.practice_id, value__in={value for _, value in unknown}
        )
        for qualifier, value, owner in stored.values_list("qualifier", "value", f"{self.owner}_id"):
            self._known[qualifier, value] = owner

    def _find_or_note(self, party: Named) -> int:
        """The row of a party. A new one goes by a negative number until it is stored."""
        known = (self._known[identifier] for identifier in party.ids if identifier in self._known)
        owner = next(known, 0)
        if not owner:
            self._fresh.append(party)
            owner = -len(self._fresh)
        for identifier in party.ids:
            holder = self._known.get(identifier)
            if holder is None:
                self._known[identifier] = owner
                self._unstored.append((identifier, owner, party.source))
            elif holder != owner:
                self.pairs.add((holder, owner))
        return owner

    def _store(self) -> dict[int, int]:
        """Store what is new; the ids of new rows by the numbers they went by."""
        made = self.rows._default_manager.bulk_create(
            [self.rows(practice_id=self.practice_id, **party.columns) for party in self._fresh]
        )
        ids = {-number: row.pk for number, row in enumerate(made, start=1)}
        self.identifiers._default_manager.bulk_create(
            [
                self._identifier(identifier, ids.get(owner, owner), source)
                for identifier, owner, source in self._unstored
            ],
            ignore_conflicts=True,
        )
        for identifier, owner, _ in self._unstored:
            self._known[identifier] = ids.get(owner, owner)
        self.pairs = {
            (min(pair), max(pair))
            for pair in ((ids.get(left, left), ids.get(right, right)) for left, right in self.pairs)
        }
        self._fresh.clear()
        self._unstored.clear()
        return ids

    def _identifier(self, identifier: Identifier, owner: int, source: str) -> models.Model:
        qualifier, value = identifier
        return self.identifiers(
            practice_id=self.practice_id,
            source=source,
            qualifier=qualifier,
            value=value,
            **{f"{self.owner}_id": owner},
        )

    def _follow_merges(self, ids: Iterable[int]) -> None:
        unseen = {pk for pk in ids if pk not in self._current}
        if unseen:
            merged = merges(self.practice_id, self.rows)
            self._current |= {pk: merged.get(pk, pk) for pk in unseen}


def merges(practice_id: int, rows: type[models.Model]) -> dict[int, int]:
    """For each merged row of a practice the row that stands for it now, chains followed."""
    pointers: dict[int, int] = dict(_pointers_of(rows)(practice_id))
    ends = {}
    for pk, into in pointers.items():
        last = into
        while last in pointers and last != pk:
            last = pointers[last]
        ends[pk] = last
    return ends


@cache
def _pointers_of(rows: type[models.Model]) -> Callable[[int], list[tuple[int, int]]]:
    """The read of a table's merges."""

    @written_once
    def pointers(practice_id: int) -> Rows:
        merged = rows._default_manager.filter(practice_id=practice_id, merged_into__isnull=False)
        return merged.values_list("pk", "merged_into_id")

    return pointers
