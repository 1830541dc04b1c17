"""Find who a file means by any identifier it gives, or note somebody new (DESIGN 9, "Who").

Identifiers are many to one: each belongs to one row of its practice, and a row may have many. A
party whose identifiers point to two rows is taken as the first; the pair is reported, so that a
person can decide whether the two are one. A merge is a pointer, ``merged_into``, followed here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

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
    _stored: set[Identifier] = field(default_factory=set)
    _current: dict[int, int] = field(default_factory=dict)

    def resolve(self, parties: Sequence[Named]) -> list[int]:
        """The row ids of these parties, in order; rows and identifiers made where new.

        Three queries when all is known, however many parties there are.
        """
        self._load(identifier for party in parties for identifier in party.ids)
        self._make_missing(parties)
        found = [self._row_of(party) for party in parties]
        self._follow_merges(found)
        return [self._current[pk] for pk in found]

    def _load(self, wanted: Iterable[Identifier]) -> None:
        unknown = {identifier for identifier in wanted if identifier not in self._known}
        if not unknown:
            return
        rows = self.identifiers._default_manager.filter(
            practice_id=self.practice_id, value__in={value for _, value in unknown}
        )
        for qualifier, value, owner in rows.values_list("qualifier", "value", f"{self.owner}_id"):
            self._known[qualifier, value] = owner
            self._stored.add((qualifier, value))

    def _make_missing(self, parties: Sequence[Named]) -> None:
        fresh: dict[Identifier, Named] = {}
        for party in parties:
            if not any(
                identifier in self._known or identifier in fresh for identifier in party.ids
            ):
                fresh |= dict.fromkeys(party.ids, party)
        wanted = list({id(party): party for party in fresh.values()}.values())
        made = self.rows._default_manager.bulk_create(
            [self.rows(practice_id=self.practice_id, **party.columns) for party in wanted]
        )
        for row, party in zip(made, wanted, strict=True):
            self._known |= {
                identifier: row.pk for identifier in party.ids if fresh[identifier] is party
            }
        self._note(parties)

    def _note(self, parties: Sequence[Named]) -> None:
        """Write down identifiers that are new, whether their party is or not."""
        noted: dict[Identifier, models.Model] = {}
        for party in parties:
            owner = self._row_of(party)
            for identifier in party.ids:
                holder = self._known.setdefault(identifier, owner)
                if holder != owner:
                    self.pairs.add((min(holder, owner), max(holder, owner)))
                elif identifier not in self._stored:
                    noted[identifier] = self._identifier(identifier, owner, party.source)
        self.identifiers._default_manager.bulk_create(noted.values(), ignore_conflicts=True)
        self._stored |= noted.keys()

    def _identifier(self, identifier: Identifier, owner: int, source: str) -> models.Model:
        qualifier, value = identifier
        return self.identifiers(
            practice_id=self.practice_id,
            source=source,
            qualifier=qualifier,
            value=value,
            **{f"{self.owner}_id": owner},
        )

    def _row_of(self, party: Named) -> int:
        return next(
            self._known[identifier] for identifier in party.ids if identifier in self._known
        )

    def _follow_merges(self, ids: Iterable[int]) -> None:
        unseen = {pk for pk in ids if pk not in self._current}
        if not unseen:
            return
        merged = dict(
            self.rows._default_manager.filter(
                practice_id=self.practice_id, merged_into__isnull=False
            ).values_list("pk", "merged_into_id")
        )
        for pk in unseen:
            last = pk
            while last in merged:
                last = merged[last]
            self._current[pk] = last
