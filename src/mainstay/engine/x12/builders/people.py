"""What questions and answers about patients share: levels of who asks whom about whom."""

from typing import Any, ClassVar

from mainstay.engine.x12.automaton import Handler
from mainstay.engine.x12.builders.base import Builder, Draft, Level, PartyDraft, at
from mainstay.engine.x12.delimiters import Delimiters
from mainstay.engine.x12.records import (
    NOBODY,
    Contact,
    DatePeriod,
    Party,
    Rejection,
    ServiceDelivery,
    Trace,
)
from mainstay.engine.x12.transaction import Place

SUBSCRIBER, DEPENDENT = "22", "23"
MOST_DIAGNOSES = 12
_LEVEL_OF = {"IL": SUBSCRIBER, "03": DEPENDENT, "QC": DEPENDENT}


class PeopleBuilder(Builder):
    """Keeps, for each HL level, whose name and particulars it gives.

    A subclass says in `release` what to make of a level (or of a part of it) that is complete.
    """

    HIERARCHY: ClassVar[dict[str, tuple[str, ...]]] = {
        "20": (),
        "21": ("20",),
        "19": ("21",),
        "22": ("21", "19"),
        "23": ("22",),
    }

    def __init__(self, place: Place, delimiters: Delimiters, kind: str) -> None:
        super().__init__(place, delimiters, kind)
        self.repetition = delimiters.repetition
        self.party: PartyDraft | None = None  # whom N3, N4 and REF are about

    def release(self, *, is_last: bool) -> None:
        """A level's own segments are over; `is_last` unless a level below it follows."""

    def hierarchy(self, e: list[str]) -> None:
        if self.level is not None:
            self.release(is_last=self.level.code not in self.HIERARCHY.get(at(e, 3), ()))
        self.open_level(e).about["at"] = self.place.position()
        self.party = None

    def finish(self) -> None:
        if self.level is not None:
            self.release(is_last=True)

    # What a level says of itself.

    def _about(self) -> Draft:
        return self.level.about if self.level is not None else {}

    def _list(self, name: str) -> list[Any]:
        """What accumulates under a name at this level."""
        found: list[Any] = self._about().setdefault(name, [])
        return found

    def name(self, e: list[str]) -> None:
        """Kept where it belongs: a person whose HL is missing is not the payer's name."""
        self.party = PartyDraft(e)
        level = self.level
        if level is not None and _LEVEL_OF.get(at(e, 1), level.code) == level.code:
            level.about["party"] = self.party

    def other_name(self, e: list[str]) -> None:
        """A name the records do not keep: what follows is about it, not about others."""
        self.party = PartyDraft(e)

    def street(self, e: list[str]) -> None:
        if self.party is not None:
            self.party.street = e

    def city(self, e: list[str]) -> None:
        if self.party is not None:
            self.party.city = e

    def number(self, e: list[str]) -> None:
        if self.party is not None:
            self.party.add_id(at(e, 1), at(e, 2))

    def specialty(self, e: list[str]) -> None:
        if at(e, 2) == "PXC":
            self._about()["taxonomy"] = at(e, 3)

    def demographics(self, e: list[str]) -> None:
        self._about().update(birth_on=self.day(e, 2), sex=at(e, 3))

    def relationship(self, e: list[str]) -> None:
        self._about()["relationship"] = at(e, 2)

    def trace(self, e: list[str]) -> None:
        self._list("traces").append(
            Trace(self.place.segment, at(e, 1), at(e, 2), at(e, 3), at(e, 4))
        )

    def date(self, e: list[str]) -> None:
        self._list("dates").append(self.dated(e))

    def rejection(self, e: list[str]) -> None:
        self._list("rejections").append(self.rejected(e))

    def diagnoses(self, e: list[str]) -> None:
        self._about()["diagnoses"] = self.codes(e)

    # Segments as values.

    def dated(self, e: list[str]) -> DatePeriod:
        return DatePeriod(self.place.segment, at(e, 1), *self.period(e))

    def rejected(self, e: list[str]) -> Rejection:
        return Rejection(self.place.segment, self.place.loop, at(e, 1), at(e, 3), at(e, 4))

    def contact(self, e: list[str]) -> Contact:
        pairs = ((at(e, one), at(e, one + 1)) for one in (3, 5, 7))
        return Contact(at(e, 2), tuple(one for one in pairs if any(one)))

    def delivery(self, e: list[str]) -> ServiceDelivery:
        return ServiceDelivery(
            self.place.segment,
            at(e, 1),
            self.milli(e, 2),
            at(e, 3),
            self.milli(e, 4),
            at(e, 5),
            self.whole(e, 6),
            at(e, 7),
            at(e, 8),
        )

    def codes(self, e: list[str]) -> tuple[tuple[str, str], ...]:
        """The (qualifier, code) pairs of an HI."""
        parts = (one.split(self.component) for one in e[1 : MOST_DIAGNOSES + 1] if one)
        return tuple((one[0], at(one, 1)) for one in parts)

    def repeated(self, e: list[str], position: int) -> tuple[str, ...]:
        """The values of an element that may be repeated."""
        text = at(e, position)
        if not text:
            return ()
        return tuple(text.split(self.repetition)) if self.repetition else (text,)

    def procedure(self, e: list[str], position: int) -> dict[str, Any]:
        """The fields that every record with a procedure has."""
        if not at(e, position):
            return {}
        parts = e[position].split(self.component)
        return {
            "procedure_qualifier": parts[0],
            "procedure": at(parts, 1),
            "modifiers": tuple(one for one in parts[2:6] if one),
        }

    def pointers(self, e: list[str], position: int) -> tuple[int, ...]:
        """The diagnoses an element points to, by number."""
        parts = at(e, position).split(self.component)[:4]
        return tuple(int(one) for one in parts if one.isdecimal() and len(one) <= 2)

    # Who is who, seen from the level at hand.

    def above(self, code: str, name: str, otherwise: Any = None) -> Any:
        """What the level of that code, here or above, says under a name."""
        level = self.level.up_to(code) if self.level is not None else None
        return otherwise if level is None else level.about.get(name, otherwise)

    def party_of(self, code: str) -> Party:
        draft: PartyDraft | None = self.above(code, "party")
        return NOBODY if draft is None else draft.freeze()

    def people(self) -> Draft:
        """The subscriber and the patient, who is the dependent where there is one."""
        patient = DEPENDENT if self._is_below_dependent() else SUBSCRIBER
        return {
            "subscriber": self.party_of(SUBSCRIBER),
            "subscriber_birth_on": self.above(SUBSCRIBER, "birth_on"),
            "subscriber_sex": self.above(SUBSCRIBER, "sex", ""),
            "patient": self.party_of(patient),
            "patient_birth_on": self.above(patient, "birth_on"),
            "patient_sex": self.above(patient, "sex", ""),
            "patient_is_subscriber": patient == SUBSCRIBER,
            "relationship": self.above(patient, "relationship", ""),
            "member_id": self.party_of(SUBSCRIBER).id,
        }

    def _is_below_dependent(self) -> bool:
        return self.level is not None and self.level.up_to(DEPENDENT) is not None

    def rejections(self) -> tuple[Rejection, ...]:
        """Those of this level after those of the levels above, which stop it as well."""
        found: list[Rejection] = []
        level: Level | None = self.level
        while level is not None:
            found[:0] = level.about.get("rejections", ())
            level = level.parent
        return tuple(found)


def trace_number(traces: list[Trace], type_: str) -> str:
    """The first number of that type."""
    return next((one.number for one in traces if one.type == type_), "")


PEOPLE: dict[str, Handler] = {
    "* HL": PeopleBuilder.hierarchy,
    "2100* NM1": PeopleBuilder.name,
    "2100* N3": PeopleBuilder.street,
    "2100* N4": PeopleBuilder.city,
    "2100* REF": PeopleBuilder.number,
    "2100* PRV": PeopleBuilder.specialty,
    "* DMG": PeopleBuilder.demographics,
    "2100* INS": PeopleBuilder.relationship,
    "2100* HI": PeopleBuilder.diagnoses,
    "2100* DTP": PeopleBuilder.date,
    "2000* TRN": PeopleBuilder.trace,
}
