"""276: one ClaimStatusRequest276 per claim asked about. 277: what became of each of them."""

from typing import ClassVar

import msgspec

from mainstay.engine.x12.automaton import Handler
from mainstay.engine.x12.builders.base import Draft, PartyDraft, at, blank, fixed
from mainstay.engine.x12.builders.people import PEOPLE, PeopleBuilder
from mainstay.engine.x12.delimiters import Delimiters
from mainstay.engine.x12.records import (
    ClaimStatusRequest276,
    ClaimStatusResponse277,
    LevelStatusResponse277,
    Party,
    Status277,
    StatusInformation277,
    StatusLine277,
    StatusRequestLine276,
)
from mainstay.engine.x12.transaction import Place

_NUMBERS = {
    "1K": "payer_claim_number",
    "BLT": "bill_type",
    "EJ": "claim_number",
    "XZ": "prescription_number",
    "VV": "voucher_number",
    "D9": "clearinghouse_number",
    "6P": "group_number",
    "LU": "location",
}
_LEVELS = {"21": "receiver", "19": "provider"}
_OF_THE_FIRST = ("charge_cents", "paid_cents", "adjudicated_on", "paid_on", "check_number")


class ClaimStatusBuilder(PeopleBuilder):
    """What both have: claims by number and date, with lines, below provider and patient."""

    HIERARCHY: ClassVar[dict[str, tuple[str, ...]]] = {
        "20": (),
        "21": ("20",),
        "19": ("21",),
        "22": ("19",),
        "23": ("22",),
    }
    CLAIM: ClassVar[type[msgspec.Struct]]
    LINE: ClassVar[type[msgspec.Struct]]
    CLAIM_LISTS: ClassVar[tuple[str, ...]] = ("lines",)
    LINE_LISTS: ClassVar[tuple[str, ...]] = ()

    def __init__(self, place: Place, delimiters: Delimiters, kind: str) -> None:
        super().__init__(place, delimiters, kind)
        self._forget_claim()

    def _forget_claim(self) -> None:
        """Until a TRN comes, what belongs to a claim is written to drafts nobody keeps."""
        self.claim: Draft = blank(self.CLAIM, *self.CLAIM_LISTS)
        self.line: Draft = blank(self.LINE, *self.LINE_LISTS)

    def provider(self, e: list[str]) -> None:
        """There may be two: the group and the one who treated."""
        self.party = PartyDraft(e)
        self._list("providers").append(self.party)

    def claim_starts(self, e: list[str]) -> None:
        self._close_claim()
        self.claim |= {"at": self.place.position(), "trace_number": at(e, 2)}

    def claim_number(self, e: list[str]) -> None:
        name = _NUMBERS.get(at(e, 1), "")
        if name in self.claim and not self.claim[name]:
            self.claim[name] = at(e, 2)

    def claim_date(self, e: list[str]) -> None:
        self.claim["from_on"], self.claim["to_on"] = self.period(e)

    def line_starts(self, e: list[str]) -> None:
        self._close_line()
        self.line |= {
            "segment": self.place.segment,
            "procedure_qualifier": "",
            "procedure": "",
            "modifiers": (),
            "charge_cents": self.cents(e, 2),
            "revenue_code": at(e, 4),
            "units_milli": self.milli(e, 7),
        } | self.procedure(e, 1)

    def line_number(self, e: list[str]) -> None:
        if at(e, 1) == "FJ":
            self.line["control_number"] = at(e, 2)

    def line_date(self, e: list[str]) -> None:
        self.line["from_on"], self.line["to_on"] = self.period(e)

    def release(self, *, is_last: bool) -> None:
        self._close_claim()

    def _close_line(self) -> None:
        if self.line["segment"] is not None:
            line = fixed(self.line, *self.LINE_LISTS)
            self.claim["lines"].append(self.LINE(*line.values()))
        self.line = blank(self.LINE, *self.LINE_LISTS)

    def _close_claim(self) -> None:
        self._close_line()
        if self.claim["at"] is not None:
            self._add_claim(self.claim)
        self._forget_claim()

    def _add_claim(self, claim: Draft) -> None:
        people = self.people()
        claim |= {name: value for name, value in people.items() if name in claim}
        claim["end_segment"] = self.place.segment - 1
        claim["payer"] = self.party_of("20")
        claim["receiver"] = self.party_of("21")
        claim["providers"] = self._providers()
        self.place.add(self.CLAIM(*fixed(claim, *self.CLAIM_LISTS).values()))  # type: ignore[arg-type]

    def _providers(self) -> tuple[Party, ...]:
        drafts: list[PartyDraft] = self.above("19", "providers", [])
        return tuple(one.freeze() for one in drafts)

    PLACES: ClassVar[dict[str, Handler]] = PEOPLE | {
        "2100C NM1": provider,
        "2200D TRN": claim_starts,
        "2200E TRN": claim_starts,
        "2200* REF": claim_number,
        "2200* DTP": claim_date,
        "22* SVC": line_starts,
        "22* REF": line_number,
        "22* DTP": line_date,
    }


class StatusRequest276Builder(ClaimStatusBuilder):
    CLAIM = ClaimStatusRequest276
    LINE = StatusRequestLine276

    def claim_charge(self, e: list[str]) -> None:
        self.claim["charge_cents"] = self.cents(e, 2)

    PLACES: ClassVar[dict[str, Handler]] = ClaimStatusBuilder.PLACES | {"2200* AMT": claim_charge}


class StatusResponse277Builder(ClaimStatusBuilder):
    CLAIM = ClaimStatusResponse277
    LINE = StatusLine277
    CLAIM_LISTS = ("lines", "information")
    LINE_LISTS = ("information",)

    def payer_contact(self, e: list[str]) -> None:
        self._list("contacts").append(self.contact(e))

    def level_trace(self, e: list[str]) -> None:
        self._about()["reference"] = at(e, 2)

    def level_status(self, e: list[str]) -> None:
        self._list("information").append(self._information(e))

    def claim_status(self, e: list[str]) -> None:
        one = self._information(e)
        self.claim["information"].append(one)
        for name in _OF_THE_FIRST:
            if self.claim[name] in (None, ""):
                self.claim[name] = getattr(one, name)

    def line_starts(self, e: list[str]) -> None:
        super().line_starts(e)
        self.line["paid_cents"] = self.cents(e, 3)

    def line_status(self, e: list[str]) -> None:
        self.line["information"].append(self._information(e))

    def _information(self, e: list[str]) -> StatusInformation277:
        parts = (at(e, position).split(self.component) for position in (1, 10, 11))
        return StatusInformation277(
            self.place.segment,
            tuple(Status277(one[0], at(one, 1), at(one, 2), at(one, 3)) for one in parts if one[0]),
            self.day(e, 2),
            self.cents(e, 4),
            self.cents(e, 5),
            self.day(e, 6),
            self.day(e, 8),
            at(e, 9),
        )

    def release(self, *, is_last: bool) -> None:
        super().release(is_last=is_last)
        level, about = self.level, self._about()
        if level is not None and level.code in _LEVELS and "information" in about:
            self.place.add(
                LevelStatusResponse277(
                    at=about["at"],
                    level=_LEVELS[level.code],
                    payer=self.party_of("20"),
                    party=next(iter(self._providers()), self.party_of(level.code)),
                    reference=about.get("reference", ""),
                    information=tuple(about.pop("information")),
                )
            )

    def _add_claim(self, claim: Draft) -> None:
        claim["payer_contacts"] = tuple(self.above("20", "contacts", ()))
        super()._add_claim(claim)

    PLACES: ClassVar[dict[str, Handler]] = ClaimStatusBuilder.PLACES | {
        "2100A PER": payer_contact,
        "2200B TRN": level_trace,
        "2200C TRN": level_trace,
        "2200B STC": level_status,
        "2200C STC": level_status,
        "2200* STC": claim_status,
        "22* SVC": line_starts,
        "22* STC": line_status,
    }
