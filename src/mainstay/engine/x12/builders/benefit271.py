"""271: one EligibilityResponse271 per patient, or where the answer stops."""

from typing import ClassVar

from mainstay.engine.x12 import values
from mainstay.engine.x12.automaton import Handler
from mainstay.engine.x12.builders.base import Draft, PartyDraft, at, blank, fixed
from mainstay.engine.x12.builders.people import (
    PEOPLE,
    PeopleBuilder,
    trace_number,
)
from mainstay.engine.x12.delimiters import Delimiters
from mainstay.engine.x12.records import Benefit271, BenefitEntity, EligibilityResponse271
from mainstay.engine.x12.rules import ERROR, Rule, declare
from mainstay.engine.x12.transaction import Place

declare(
    Rule("share-unreadable", 1, ERROR, "{place} must be a share of at most four decimals.", "6"),
)  # fmt: skip

_LISTS = (
    "deliveries",
    "ids",
    "dates",
    "rejections",
    "messages",
    "industry_codes",
    "entities",
)


class Benefit271Builder(PeopleBuilder):
    HIERARCHY: ClassVar[dict[str, tuple[str, ...]]] = {
        "20": (),
        "21": ("20",),
        "22": ("21",),
        "23": ("22",),
    }

    def __init__(self, place: Place, delimiters: Delimiters, kind: str) -> None:
        super().__init__(place, delimiters, kind)
        self._forget_benefit()

    def _forget_benefit(self) -> None:
        """Until an EB comes, what belongs to a benefit is written to drafts nobody keeps."""
        self.benefit: Draft = blank(Benefit271, *_LISTS)
        self.entity: Draft = blank(BenefitEntity, "contacts")

    def payer_contact(self, e: list[str]) -> None:
        self._list("contacts").append(self.contact(e))

    def insured(self, e: list[str]) -> None:
        self.relationship(e)
        self._about()["is_corrected"] = at(e, 3) == "001"

    # 2110: a benefit.

    def benefit_starts(self, e: list[str]) -> None:
        self._close_benefit()
        self.benefit |= {
            "segment": self.place.segment,
            "ordinal": len(self._list("benefits")) + 1,
            "information": at(e, 1),
            "coverage_level": at(e, 2),
            "service_types": self.repeated(e, 3),
            "insurance_type": at(e, 4),
            "plan": at(e, 5),
            "time_period": at(e, 6),
            "cents": self.cents(e, 7),
            "percent_bps": self._share(e, 8),
            "quantity_qualifier": at(e, 9),
            "quantity_milli": self.milli(e, 10),
            "authorization": at(e, 11),
            "in_network": at(e, 12),
            "diagnosis_pointers": self.pointers(e, 14),
        } | self.procedure(e, 13)

    def _share(self, e: list[str], position: int) -> int | None:
        if not at(e, position):
            return None
        share = values.bps(e[position])
        if share is None:
            self._unreadable("share-unreadable", e, position)
        return share

    def benefit_delivery(self, e: list[str]) -> None:
        self.benefit["deliveries"].append(self.delivery(e))

    def benefit_number(self, e: list[str]) -> None:
        self.benefit["ids"].append((at(e, 1), at(e, 2)))

    def benefit_date(self, e: list[str]) -> None:
        self.benefit["dates"].append(self.dated(e))

    def benefit_rejection(self, e: list[str]) -> None:
        self.benefit["rejections"].append(self.rejected(e))

    def benefit_message(self, e: list[str]) -> None:
        self.benefit["messages"].append(at(e, 1))

    def benefit_industry_code(self, e: list[str]) -> None:
        self.benefit["industry_codes"].append((at(e, 1), at(e, 2)))

    # 2120: who else has to do with it.

    def entity_named(self, e: list[str]) -> None:
        self._close_entity()
        self.party = PartyDraft(e)
        self.entity |= {
            "segment": self.place.segment,
            "role": at(e, 1),
            "party": self.party,
            "relationship": at(e, 10),
        }

    def entity_contact(self, e: list[str]) -> None:
        self.entity["contacts"].append(self.contact(e))

    def entity_specialty(self, e: list[str]) -> None:
        self.entity["taxonomy"] = at(e, 3)

    # Putting it together.

    def _close_entity(self) -> None:
        entity = self.entity
        if entity["segment"] is not None:
            entity["party"] = entity["party"].freeze()
            self.benefit["entities"].append(BenefitEntity(*fixed(entity, "contacts").values()))
        self.entity = blank(BenefitEntity, "contacts")

    def _close_benefit(self) -> None:
        self._close_entity()
        if self.benefit["segment"] is not None:
            self._list("benefits").append(Benefit271(*fixed(self.benefit, *_LISTS).values()))
        self._forget_benefit()

    def release(self, *, is_last: bool) -> None:
        """A level is told when it says something of its own, or when no level below it does."""
        self._close_benefit()
        about = self._about()
        if not is_last and "benefits" not in about:
            return
        traces = about.pop("traces", [])
        self.place.add(
            EligibilityResponse271(
                at=about["at"],
                end_segment=self.place.segment - 1,
                payer=self.party_of("20"),
                payer_contacts=tuple(self.above("20", "contacts", ())),
                provider=self.party_of("21"),
                **self.people(),
                trace_number=trace_number(traces, "2"),
                is_corrected=about.pop("is_corrected", False),
                traces=tuple(traces),
                dates=tuple(about.pop("dates", ())),
                diagnoses=about.pop("diagnoses", ()),
                benefits=tuple(about.pop("benefits", ())),
                rejections=self.rejections(),
            )
        )

    PLACES: ClassVar[dict[str, Handler]] = PEOPLE | {
        "2000A AAA": PeopleBuilder.rejection,
        "2100* AAA": PeopleBuilder.rejection,
        "2100A PER": payer_contact,
        "2100* INS": insured,
        "2110* EB": benefit_starts,
        "2110* HSD": benefit_delivery,
        "2110* REF": benefit_number,
        "2110* DTP": benefit_date,
        "2110* AAA": benefit_rejection,
        "2110* MSG": benefit_message,
        "2115* III": benefit_industry_code,
        "2120* NM1": entity_named,
        "2120* N3": PeopleBuilder.street,
        "2120* N4": PeopleBuilder.city,
        "2120* PER": entity_contact,
        "2120* PRV": entity_specialty,
    }
