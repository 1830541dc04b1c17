"""835: Remit835, then one ClaimPayment835 per CLP, at last RemitEnd835."""

from typing import ClassVar

from mainstay.engine.x12 import values
from mainstay.engine.x12.builders.base import Builder, Draft, Handler, PartyDraft, at
from mainstay.engine.x12.delimiters import Delimiters
from mainstay.engine.x12.records import (
    NOBODY,
    ClaimPayment835,
    Party,
    ProviderAdjustment,
    Remit835,
    RemitEnd835,
    ServicePayment,
)
from mainstay.engine.x12.transaction import Place

_NAMES = {
    "QC": "patient",
    "IL": "insured",
    "74": "corrected",
    "82": "rendering",
    "TT": "crossover",
    "PR": "corrected_payer",
}
_HEADER_TEXTS = (
    "handling", "credit_debit", "method", "originator_id", "trace_number", "trace_payer_id",
)  # fmt: skip
_HEADER_FACTS = ("paid_cents", "paid_on", "production_on")
_CLAIM_DATES = {"232": "service_from_on", "233": "service_to_on", "050": "received_on"}
_LINE_DATES = {"150": "service_on", "151": "service_to_on"}


class Remit835Builder(Builder):
    def __init__(self, place: Place, delimiters: Delimiters, kind: str) -> None:
        super().__init__(place, delimiters, kind)
        self.header: Draft | None = {"at": place.position()}
        self.payer: PartyDraft | None = None
        self.payee: PartyDraft | None = None
        self.party: PartyDraft | None = None
        self.claims = 0
        self.paid_cents: int | None = 0
        self.provider_adjustments: list[ProviderAdjustment] = []
        self._forget_claim()

    def _forget_claim(self) -> None:
        """Until a CLP comes, what belongs to a claim is written to drafts nobody keeps."""
        self.claim: Draft = {"adjustments": [], "remarks": [], "ids": [], "amounts": []}
        self.lines: list[Draft] = []
        self.line: Draft = {"adjustments": [], "remarks": []}

    def finish(self) -> None:
        self._release_header()
        self._release()
        cents = [one.cents for one in self.provider_adjustments]
        self.place.add(
            RemitEnd835(
                self.place.position(),
                tuple(self.provider_adjustments),
                self.claims,
                self.paid_cents,
                None if None in cents else sum(one for one in cents if one is not None),
            )
        )

    # The payment and its two parties.

    def payment(self, e: list[str]) -> None:
        if self.header is not None:
            self.header |= {
                "at": self.place.position(),
                "handling": at(e, 1),
                "paid_cents": self.cents(e, 2),
                "credit_debit": at(e, 3),
                "method": at(e, 4),
                "originator_id": at(e, 10),
                "paid_on": self.day(e, 16),
            }

    def trace(self, e: list[str]) -> None:
        if self.header is not None:
            self.header |= {"trace_number": at(e, 2), "trace_payer_id": at(e, 3)}

    def production_date(self, e: list[str]) -> None:
        if self.header is not None and at(e, 1) == "405":
            self.header["production_on"] = self.day(e, 2)

    def payer_name(self, e: list[str]) -> None:
        self.payer = self.party = _organisation(e)

    def payee_name(self, e: list[str]) -> None:
        self.payee = self.party = _organisation(e)

    def street(self, e: list[str]) -> None:
        if self.party is not None:
            self.party.street = e

    def city(self, e: list[str]) -> None:
        if self.party is not None:
            self.party.city = e

    def party_number(self, e: list[str]) -> None:
        if self.party is not None:
            self.party.ids.append((at(e, 1), at(e, 2)))

    def header_number(self, e: list[str]) -> None:
        self._release_header()
        self._release()

    # 2100: the claim payment.

    def claim_starts(self, e: list[str]) -> None:
        self._release_header()
        self._release()
        self.claims += 1
        paid = self.cents(e, 4)
        unknown = paid is None or self.paid_cents is None
        self.paid_cents = None if unknown else self.paid_cents + paid  # type: ignore[operator]
        self.claim = {
            "at": self.place.position(),
            "ordinal": self.claims,
            "claim_number": at(e, 1),
            "status": at(e, 2),
            "charge_cents": self.cents(e, 3),
            "paid_cents": paid,
            "patient_cents": self.cents(e, 5),
            "filing_indicator": at(e, 6),
            "payer_claim_number": at(e, 7),
            "place_of_service": at(e, 8),
            "frequency": at(e, 9),
            "adjustments": [],
            "remarks": [],
            "ids": [],
            "amounts": [],
        }

    def claim_adjustments(self, e: list[str]) -> None:
        self.claim["adjustments"] += self.adjustments(e)

    def claim_name(self, e: list[str]) -> None:
        role = _NAMES.get(at(e, 1))
        if role is not None:
            self.claim[role] = PartyDraft(e).freeze()

    def inpatient_remarks(self, e: list[str]) -> None:
        self.claim["remarks"] += [one for one in (*e[5:6], *e[20:24]) if one]

    def outpatient_remarks(self, e: list[str]) -> None:
        self.claim["remarks"] += [one for one in e[3:8] if one]

    def claim_number(self, e: list[str]) -> None:
        self.claim["ids"].append((at(e, 1), at(e, 2)))

    def claim_date(self, e: list[str]) -> None:
        name = _CLAIM_DATES.get(at(e, 1))
        if name is not None:
            self.claim[name] = self.day(e, 2)

    def claim_amount(self, e: list[str]) -> None:
        self.claim["amounts"].append((at(e, 1), self.cents(e, 2)))

    # 2110: its lines.

    def line_starts(self, e: list[str]) -> None:
        paid = at(e, 1).split(self.component)
        line: Draft = {
            "segment": self.place.segment,
            "ordinal": len(self.lines) + 1,
            "qualifier": paid[0],
            "procedure": at(paid, 1),
            "modifiers": tuple(one for one in paid[2:6] if one),
            "charge_cents": self.cents(e, 2),
            "paid_cents": self.cents(e, 3),
            "revenue_code": at(e, 4),
            "adjustments": [],
            "remarks": [],
        }
        if at(e, 5):
            line["paid_units_milli"] = self.milli(e, 5)
        if at(e, 6):
            submitted = e[6].split(self.component)
            line["submitted_procedure"] = at(submitted, 1)
            line["submitted_modifiers"] = tuple(one for one in submitted[2:6] if one)
        if at(e, 7):
            line["billed_units_milli"] = self.milli(e, 7)
        self.line = line
        self.lines.append(line)

    def line_date(self, e: list[str]) -> None:
        qualifier = at(e, 1)
        if qualifier == "472":
            self.line["service_on"] = self.line["service_to_on"] = self.day(e, 2)
        elif qualifier in _LINE_DATES:
            self.line[_LINE_DATES[qualifier]] = self.day(e, 2)

    def line_adjustments(self, e: list[str]) -> None:
        self.line["adjustments"] += self.adjustments(e)

    def line_number(self, e: list[str]) -> None:
        if at(e, 1) == "6R":
            self.line["control_number"] = at(e, 2)

    def line_amount(self, e: list[str]) -> None:
        if at(e, 1) == "B6":
            self.line["allowed_cents"] = self.cents(e, 2)

    def line_remark(self, e: list[str]) -> None:
        if at(e, 1) == "HE":
            self.line["remarks"].append(at(e, 2))

    # What is not about one claim.

    def provider_adjustment(self, e: list[str]) -> None:
        self._release_header()
        self._release()
        year_end = values.day(at(e, 2))
        for position in range(3, len(e), 2):
            code, _, reference = e[position].partition(self.component)
            if code or at(e, position + 1):
                self.provider_adjustments.append(
                    ProviderAdjustment(
                        self.place.segment,
                        len(self.provider_adjustments) + 1,
                        at(e, 1),
                        year_end,
                        code,
                        reference,
                        self.cents(e, position + 1),
                    )
                )

    # Putting it together.

    def _release_header(self) -> None:
        header, self.header = self.header, None
        if header is None:
            return
        self.party = None
        missing: Draft = dict.fromkeys(_HEADER_TEXTS, "") | dict.fromkeys(_HEADER_FACTS)
        parties = {"payer": _frozen(self.payer), "payee": _frozen(self.payee)}
        self.place.add(Remit835(**(missing | header | parties)))

    def _release(self) -> None:
        claim = self.claim
        if "at" not in claim:
            return
        for name in ("adjustments", "remarks", "ids", "amounts"):
            claim[name] = tuple(claim[name])
        claim["lines"] = tuple(_line(one) for one in self.lines)
        self.place.add(ClaimPayment835(end_segment=self.place.segment - 1, **claim))
        self._forget_claim()

    PLACES: ClassVar[dict[str, Handler]] = {
        "BPR": payment,
        "TRN": trace,
        "DTM": production_date,
        "1000A N1": payer_name,
        "1000B N1": payee_name,
        "1000* N3": street,
        "1000* N4": city,
        "1000* REF": party_number,
        "2000 LX": header_number,
        "2100 CLP": claim_starts,
        "2100 CAS": claim_adjustments,
        "2100 NM1": claim_name,
        "2100 MIA": inpatient_remarks,
        "2100 MOA": outpatient_remarks,
        "2100 REF": claim_number,
        "2100 DTM": claim_date,
        "2100 AMT": claim_amount,
        "2110 SVC": line_starts,
        "2110 DTM": line_date,
        "2110 CAS": line_adjustments,
        "2110 REF": line_number,
        "2110 AMT": line_amount,
        "2110 LQ": line_remark,
        "PLB": provider_adjustment,
    }


def _organisation(e: list[str]) -> PartyDraft:
    """An N1 in the shape of an NM1; its id is also the first of its ids."""
    draft = PartyDraft(["NM1", at(e, 1), "2", at(e, 2), "", "", "", "", at(e, 3), at(e, 4)])
    if at(e, 4):
        draft.ids.append((at(e, 3), at(e, 4)))
    return draft


def _frozen(draft: PartyDraft | None) -> Party:
    return NOBODY if draft is None else draft.freeze()


def _line(draft: Draft) -> ServicePayment:
    draft["adjustments"] = tuple(draft["adjustments"])
    draft["remarks"] = tuple(draft["remarks"])
    return ServicePayment(**draft)
