"""278: one ServiceReviewRequest278 or ServiceReviewResponse278 per patient event."""

from typing import Any, ClassVar

from mainstay.engine.x12.automaton import Handler
from mainstay.engine.x12.builders.base import Draft, PartyDraft, at, blank, fixed
from mainstay.engine.x12.builders.people import PeopleBuilder
from mainstay.engine.x12.delimiters import Delimiters
from mainstay.engine.x12.records import (
    ReviewDecision278,
    ReviewProvider278,
    ReviewService278,
    ServiceReviewRequest278,
    ServiceReviewResponse278,
)
from mainstay.engine.x12.transaction import Place

EVENT, SERVICE = "EV", "SS"
RESPONSE = "11"
_LISTS = ("ids", "dates", "deliveries", "rejections", "providers", "messages")
_PROVIDER_LISTS = ("contacts", "rejections")


class Review278Builder(PeopleBuilder):
    HIERARCHY: ClassVar[dict[str, tuple[str, ...]]] = {
        "20": (),
        "21": ("20",),
        "22": ("21",),
        "23": ("22",),
        EVENT: ("23", "22"),
        SERVICE: (EVENT,),
    }

    def __init__(self, place: Place, delimiters: Delimiters, kind: str) -> None:
        super().__init__(place, delimiters, kind)
        self.purpose = ""
        self.provider = blank(ReviewProvider278, *_PROVIDER_LISTS)
        self._forget_event()

    def _forget_event(self) -> None:
        """Until an HL*EV comes, what belongs to an event is written to drafts nobody keeps."""
        self.event: Draft = blank(ServiceReviewResponse278, "services", *_LISTS)
        self.part = self.event  # the event itself, or the service below it that is being read

    def beginning(self, e: list[str]) -> None:
        self.purpose = at(e, 2)

    def hierarchy(self, e: list[str]) -> None:
        self._close_part()
        if at(e, 3) != SERVICE:
            self._close_event()
        super().hierarchy(e)
        if at(e, 3) == EVENT:
            self.event["at"] = self.place.position()
        elif at(e, 3) == SERVICE:
            self.part = blank(ReviewService278, *_LISTS)
            self.part["segment"] = self.place.segment

    def finish(self) -> None:
        self._close_part()
        self._close_event()
        super().finish()

    # 2000E and 2000F: an event and its services say most things in the same way.

    def own_trace(self, e: list[str]) -> None:
        """The requester's number; the organization's own follows it."""
        self.part["trace_number"] = self.part["trace_number"] or at(e, 2)

    def characteristics(self, e: list[str]) -> None:
        self.part |= {
            "category": at(e, 1),
            "certification_type": at(e, 2),
            "service_type": at(e, 3),
            "place_of_service": at(e, 4).split(self.component)[0],
        }
        if self.part is self.event:
            self.part["urgency"] = at(e, 6)

    def decision(self, e: list[str]) -> None:
        self.part["decision"] = ReviewDecision278(
            self.place.segment, at(e, 1), at(e, 2), self.repeated(e, 3)
        )

    def own_rejection(self, e: list[str]) -> None:
        self.part["rejections"].append(self.rejected(e))

    def own_number(self, e: list[str]) -> None:
        self.part["ids"].append((at(e, 1), at(e, 2)))

    def own_date(self, e: list[str]) -> None:
        self.part["dates"].append(self.dated(e))

    def own_diagnoses(self, e: list[str]) -> None:
        self.part["diagnoses"] = self.codes(e)

    def own_delivery(self, e: list[str]) -> None:
        self.part["deliveries"].append(self.delivery(e))

    def own_message(self, e: list[str]) -> None:
        self.part["messages"].append(at(e, 1))

    # SV1, SV2, SV3: which service.

    def professional(self, e: list[str]) -> None:
        self._service(e, 1, charge_cents=self.cents(e, 2), unit=at(e, 3), units=self.milli(e, 4))

    def institutional(self, e: list[str]) -> None:
        self._service(e, 2, charge_cents=self.cents(e, 3), unit=at(e, 4), units=self.milli(e, 5))
        self.part["revenue_code"] = at(e, 1)

    def dental(self, e: list[str]) -> None:
        self._service(e, 1, charge_cents=self.cents(e, 2), unit="", units=self.milli(e, 6))

    def _service(
        self,
        e: list[str],
        procedure: int,
        *,
        charge_cents: int | None,
        unit: str,
        units: int | None,
    ) -> None:
        self.part |= self.procedure(e, procedure)
        self.part |= {"charge_cents": charge_cents, "unit": unit, "units_milli": units}

    # 2010E and 2010F: who and where.

    def provider_named(self, e: list[str]) -> None:
        self._close_provider()
        self.party = PartyDraft(e)
        self.provider |= {"segment": self.place.segment, "role": at(e, 1), "party": self.party}

    def provider_contact(self, e: list[str]) -> None:
        self.provider["contacts"].append(self.contact(e))

    def provider_specialty(self, e: list[str]) -> None:
        self.provider["taxonomy"] = at(e, 3)

    def provider_rejection(self, e: list[str]) -> None:
        self.provider["rejections"].append(self.rejected(e))

    # Putting it together.

    def _close_provider(self) -> None:
        provider = self.provider
        if provider["segment"] is not None:
            provider["party"] = provider["party"].freeze()
            values = fixed(provider, *_PROVIDER_LISTS).values()
            self.part["providers"].append(ReviewProvider278(*values))
        self.provider = blank(ReviewProvider278, *_PROVIDER_LISTS)

    def _close_part(self) -> None:
        self._close_provider()
        if self.part is not self.event:
            service = ReviewService278(*fixed(self.part, *_LISTS).values())
            self.event["services"].append(service)
        self.part = self.event

    def _close_event(self) -> None:
        if self.event["at"] is not None:
            self._add(self.event)
        self._forget_event()

    def release(self, *, is_last: bool) -> None:
        """A response may stop at any level: it then says why instead of deciding."""
        level = self.level
        if is_last and level is not None and level.code not in (EVENT, SERVICE):
            self._add(blank(ServiceReviewResponse278, "services", *_LISTS) | self._where())

    def _where(self) -> Draft:
        return {"at": self._about()["at"]}

    def _add(self, event: Draft) -> None:
        event |= self.people() | {
            "end_segment": self.place.segment - 1,
            "purpose": self.purpose,
            "umo": self.party_of("20"),
            "requester": self.party_of("21"),
            "rejections": [*self.rejections(), *event["rejections"]],
        }
        values: list[Any] = list(fixed(event, "services", *_LISTS).values())
        if self.purpose == RESPONSE:
            self.place.add(ServiceReviewResponse278(*values))
        else:
            self.place.add(ServiceReviewRequest278(*values[:-2]))  # it has no decision

    PLACES: ClassVar[dict[str, Handler]] = {
        "BHT": beginning,
        "* HL": hierarchy,
        "2000A AAA": PeopleBuilder.rejection,
        "2010* NM1": PeopleBuilder.name,
        "2010* N3": PeopleBuilder.street,
        "2010* N4": PeopleBuilder.city,
        "2010* REF": PeopleBuilder.number,
        "2010* AAA": PeopleBuilder.rejection,
        "2010* DMG": PeopleBuilder.demographics,
        "2010* INS": PeopleBuilder.relationship,
        "2000* TRN": own_trace,
        "2000* UM": characteristics,
        "2000* HCR": decision,
        "2000E AAA": own_rejection,
        "2000F AAA": own_rejection,
        "2000* REF": own_number,
        "2000* DTP": own_date,
        "2000* HI": own_diagnoses,
        "2000* HSD": own_delivery,
        "2000* MSG": own_message,
        "2000* SV1": professional,
        "2000* SV2": institutional,
        "2000* SV3": dental,
        "2010E* NM1": provider_named,
        "2010F NM1": provider_named,
        "2010E* PER": provider_contact,
        "2010F PER": provider_contact,
        "2010E* PRV": provider_specialty,
        "2010F PRV": provider_specialty,
        "2010E* AAA": provider_rejection,
        "2010F AAA": provider_rejection,
    }
