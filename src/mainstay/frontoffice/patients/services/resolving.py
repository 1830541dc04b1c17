"""Find the patients that files name, or note new ones.

A patient is known by name, birth date and one more agreeing identifier (member id, address). Name
and birth date alone make a proposal that two patients are one, never a match (DESIGN 9).
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import uuid4

from mainstay.foundation.db import rows
from mainstay.foundation.db.reads import Rows, written_once
from mainstay.foundation.tenancy.identifying import merges
from mainstay.frontoffice.patients.models import Identifier, MergeProposal, Patient

PersonKey = tuple[str, date | None]

_PATIENT = (
    "practice", "public_id", "last_name", "first_name", "middle_name", "search_name", "birth_on",
    "sex",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PatientAsNamed:
    """A patient as a file names him; ``ids`` are (qualifier, value): ("MI", member id), ("ADDR", key)."""

    last_name: str
    first_name: str
    middle_name: str
    birth_on: date | None
    sex: str
    source: str
    ids: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> PersonKey:
        """Name and birth date, as they are compared."""
        return search_name(self.last_name, self.first_name), self.birth_on


@lru_cache(maxsize=10_000)
def search_name(last_name: str, first_name: str) -> str:
    """A name as it is compared and searched: letters and digits, lower case, last name first."""
    words = f"{last_name} {first_name}".casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in words).split())[:200]


class Patients:
    """The patients of one practice, for the time of one file's part."""

    def __init__(self, practice_id: int) -> None:
        self._practice_id = practice_id
        self._ids: defaultdict[PersonKey, dict[int, set[tuple[str, str]]]] = defaultdict(dict)
        self._loaded: set[PersonKey] = set()
        self._merged = merges(practice_id, Patient)
        self._fresh: list[PatientAsNamed] = []
        self._unstored: list[tuple[int, str, tuple[str, str]]] = []
        self._pairs: set[tuple[int, int]] = set()

    def resolve(self, patients: Sequence[PatientAsNamed]) -> list[int]:
        """The ids of these patients, in order; three queries when all are known."""
        self._load({patient.key for patient in patients})
        found = [self._find_or_note(patient) for patient in patients]
        stored = self._store()
        found = [stored.get(pk, pk) for pk in found]
        return [self._merged.get(pk, pk) for pk in found]

    def _load(self, keys: set[PersonKey]) -> None:
        unseen = keys - self._loaded
        if not unseen:
            return
        self._loaded |= unseen
        by_id: dict[int, PersonKey] = {}
        for pk, name, birth_on in _named(self._practice_id, {name for name, _ in unseen}):
            if (name, birth_on) in unseen:
                by_id[pk] = (name, birth_on)
                self._ids[name, birth_on][pk] = set()
        for pk, qualifier, value in _identifiers_of(self._practice_id, by_id):
            self._ids[by_id[pk]][pk].add((qualifier, value))

    def _match(self, patient: PatientAsNamed) -> int:
        """The patient of this name and birth date with an identifier in common; 0 for none."""
        wanted = set(patient.ids)
        for pk, ids in self._ids[patient.key].items():
            if ids & wanted or (not wanted and not ids):
                return pk
        return 0

    def _find_or_note(self, patient: PatientAsNamed) -> int:
        """The patient's row. A new one goes by a negative number until it is stored."""
        alike = self._ids[patient.key]
        pk = self._match(patient)
        if not pk:
            self._fresh.append(patient)
            pk = -len(self._fresh)
            self._pairs |= {(other, pk) for other in alike}
            alike[pk] = set()
        fresh = set(patient.ids) - alike[pk]
        self._unstored += [(pk, patient.source, identifier) for identifier in sorted(fresh)]
        alike[pk] |= fresh
        return pk

    def _store(self) -> dict[int, int]:
        """Store what is new; the ids of new rows by the numbers they went by."""
        made = rows.insert(
            Patient, _PATIENT, [self._row(patient) for patient in self._fresh], returning=("id",)
        )
        ids = {-number: pk for number, (pk,) in enumerate(made, start=1)}
        for patient in self._fresh:
            alike = self._ids[patient.key]
            self._ids[patient.key] = {ids.get(pk, pk): known for pk, known in alike.items()}
        rows.insert(
            Identifier,
            ("practice", "patient", "source", "qualifier", "value"),
            [
                (self._practice_id, ids.get(pk, pk), source, qualifier, value[:120])
                for pk, source, (qualifier, value) in self._unstored
            ],
            on_conflict="(practice_id, qualifier, value, patient_id) DO NOTHING",
        )
        _propose(
            self._practice_id,
            {(ids.get(left, left), ids.get(right, right)) for left, right in self._pairs},
        )
        self._fresh.clear()
        self._unstored.clear()
        self._pairs.clear()
        return ids

    def _row(self, patient: PatientAsNamed) -> tuple[object, ...]:
        return (
            self._practice_id,
            uuid4(),
            patient.last_name[:80],
            patient.first_name[:60],
            patient.middle_name[:40],
            patient.key[0],
            patient.birth_on,
            patient.sex[:1],
        )


@written_once
def _named(practice_id: int, names: Collection[str]) -> Rows:
    patients = Patient.objects.for_practice(practice_id).filter(search_name__in=names)
    return patients.values_list("id", "search_name", "birth_on")


@written_once
def _identifiers_of(practice_id: int, patient_ids: Collection[int]) -> Rows:
    identifiers = Identifier.objects.for_practice(practice_id).filter(patient__in=patient_ids)
    return identifiers.values_list("patient_id", "qualifier", "value")


def _propose(practice_id: int, pairs: set[tuple[int, int]]) -> None:
    MergeProposal.objects.bulk_create(
        [
            MergeProposal(
                practice_id=practice_id,
                left_id=left,
                right_id=right,
                reason="Same name and birth date; no identifier in common.",
            )
            for left, right in sorted(pairs)
        ],
        ignore_conflicts=True,
    )
