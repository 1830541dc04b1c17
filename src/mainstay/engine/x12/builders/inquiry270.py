"""270: one EligibilityInquiry270 per patient asked about."""

from typing import ClassVar

from mainstay.engine.x12.automaton import Handler
from mainstay.engine.x12.builders.base import Draft, at
from mainstay.engine.x12.builders.people import (
    DEPENDENT,
    PEOPLE,
    SUBSCRIBER,
    PeopleBuilder,
    trace_number,
)
from mainstay.engine.x12.delimiters import Delimiters
from mainstay.engine.x12.records import BenefitInquiry, EligibilityInquiry270
from mainstay.engine.x12.transaction import Place

_AMOUNTS = {"R": "spend_down_cents", "PB": "billed_cents"}
_NUMBERS = {"G1": "authorization", "9F": "referral"}


class Inquiry270Builder(PeopleBuilder):
    HIERARCHY: ClassVar[dict[str, tuple[str, ...]]] = {
        "20": (),
        "21": ("20",),
        "22": ("21",),
        "23": ("22",),
    }

    def __init__(self, place: Place, delimiters: Delimiters, kind: str) -> None:
        super().__init__(place, delimiters, kind)
        self.inquiry: Draft | None = None

    def inquiry_starts(self, e: list[str]) -> None:
        self._close_inquiry()
        self.inquiry = {
            "segment": self.place.segment,
            "service_types": self.repeated(e, 1),
            "coverage_level": at(e, 3),
            "diagnosis_pointers": self.pointers(e, 5),
        } | self.procedure(e, 2)

    def inquiry_amount(self, e: list[str]) -> None:
        name = _AMOUNTS.get(at(e, 1))
        if self.inquiry is not None and name is not None:
            self.inquiry[name] = self.cents(e, 2)

    def inquiry_place(self, e: list[str]) -> None:
        if self.inquiry is not None:
            self.inquiry["place_of_service"] = at(e, 2)

    def inquiry_number(self, e: list[str]) -> None:
        name = _NUMBERS.get(at(e, 1))
        if self.inquiry is not None and name is not None:
            self.inquiry[name] = at(e, 2)

    def inquiry_date(self, e: list[str]) -> None:
        if self.inquiry is not None:
            self.inquiry["from_on"], self.inquiry["to_on"] = self.period(e)

    def _close_inquiry(self) -> None:
        if self.inquiry is not None:
            self._list("inquiries").append(BenefitInquiry(**self.inquiry))
        self.inquiry = None

    def release(self, *, is_last: bool) -> None:
        """A patient is told; a subscriber who only leads to dependents is not."""
        self._close_inquiry()
        level, about = self.level, self._about()
        if level is None or level.code not in (SUBSCRIBER, DEPENDENT):
            return
        if not is_last and "inquiries" not in about:
            return
        traces = about.pop("traces", [])
        self.place.add(
            EligibilityInquiry270(
                at=about["at"],
                end_segment=self.place.segment - 1,
                payer=self.party_of("20"),
                provider=self.party_of("21"),
                provider_taxonomy=self.above("21", "taxonomy", ""),
                **self.people(),
                trace_number=trace_number(traces, "1"),
                traces=tuple(traces),
                dates=tuple(about.pop("dates", ())),
                diagnoses=about.pop("diagnoses", ()),
                inquiries=tuple(about.pop("inquiries", ())),
            )
        )

    PLACES: ClassVar[dict[str, Handler]] = PEOPLE | {
        "2110* EQ": inquiry_starts,
        "2110* AMT": inquiry_amount,
        "2110* III": inquiry_place,
        "2110* REF": inquiry_number,
        "2110* DTP": inquiry_date,
    }
