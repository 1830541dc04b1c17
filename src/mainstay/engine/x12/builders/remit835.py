"""835: Remit835, then one ClaimPayment835 per CLP, at last RemitEnd835."""

from typing import ClassVar

from mainstay.engine.x12 import values
from mainstay.engine.x12.automaton import Handler
from mainstay.engine.x12.builders.base import Builder, Draft, PartyDraft, at, blank, party
from mainstay.engine.x12.delimiters import Delimiters
from mainstay.engine.x12.records import (
    ClaimPayment835,
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
_NO_CLAIM = [""] * 10  # as long as the parts of a CLP and an SVC we read
_NO_SERVICE = [""] * 8
_NO_ORGANISATION = [""] * 4
_REMIT = blank(Remit835)
_CLAIM = blank(ClaimPayment835)
_LINE = blank(ServicePayment)
_CLAIM_DATES = {"232": "service_from_on", "233": "service_to_on", "050": "received_on"}
_LINE_DATES = {"150": "service_on", "151": "service_to_on"}


class Remit835Builder(Builder):
    def __init__(self, place: Place, delimiters: Delimiters, kind: str) -> None:
        super().__init__(place, delimiters, kind)
        self.header: Draft = _REMIT.copy()
        self.is_header_open = True
        self.payer: PartyDraft | None = None
        self.payee: PartyDraft | None = None
        self.party: PartyDraft | None = None
        self.claims = 0
        self.paid_cents: int | None = 0
        self.provider_adjustments: list[ProviderAdjustment] = []
        self.unkept = _new_line()
        self._forget_claim()

    def _forget_claim(self) -> None:
        """Until a CLP comes, what belongs to a claim is written to drafts nobody keeps."""
        self.claim: Draft = _CLAIM.copy()
        self.claim["adjustments"] = []
        self.claim["remarks"] = []
        self.claim["ids"] = []
        self.claim["amounts"] = []
        self.lines: list[Draft] = []
        self.line = self.unkept

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
        header = self.header
        header["at"] = self.place.position()
        header["handling"] = at(e, 1)
        header["paid_cents"] = self.cents(e, 2)
        header["credit_debit"] = at(e, 3)
        header["method"] = at(e, 4)
        header["originator_id"] = at(e, 10)
        header["paid_on"] = self.day(e, 16)

    def trace(self, e: list[str]) -> None:
        self.header["trace_number"] = at(e, 2)
        self.header["trace_payer_id"] = at(e, 3)

    def production_date(self, e: list[str]) -> None:
        if e[1] == "405":
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
            self.party.add_id(e[1], at(e, 2))

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
        if len(e) < len(_NO_CLAIM):
            e = e + _NO_CLAIM[len(e) :]
        claim = self.claim
        claim["at"] = self.place.position()
        claim["ordinal"] = self.claims
        claim["claim_number"] = e[1]
        claim["status"] = e[2]
        claim["charge_cents"] = self.cents(e, 3)
        claim["paid_cents"] = paid
        claim["patient_cents"] = self.cents(e, 5)
        claim["filing_indicator"] = e[6]
        claim["payer_claim_number"] = e[7]
        claim["place_of_service"] = e[8]
        claim["frequency"] = e[9]

    def claim_adjustments(self, e: list[str]) -> None:
        self.claim["adjustments"] += self.adjustments(e)

    def claim_name(self, e: list[str]) -> None:
        role = _NAMES.get(e[1])
        if role is not None:
            self.claim[role] = party(e, None, ())

    def inpatient_remarks(self, e: list[str]) -> None:
        self.claim["remarks"] += filter(None, (*e[5:6], *e[20:24]))

    def outpatient_remarks(self, e: list[str]) -> None:
        self.claim["remarks"] += filter(None, e[3:8])

    def claim_number(self, e: list[str]) -> None:
        self.claim["ids"].append((e[1], at(e, 2)))

    def claim_date(self, e: list[str]) -> None:
        name = _CLAIM_DATES.get(e[1])
        if name is not None:
            self.claim[name] = self.day(e, 2)

    def claim_amount(self, e: list[str]) -> None:
        self.claim["amounts"].append((e[1], self.cents(e, 2)))

    # 2110: its lines.

    def line_starts(self, e: list[str]) -> None:
        if len(e) < len(_NO_SERVICE):
            e = e + _NO_SERVICE[len(e) :]
        paid = e[1].split(self.component)
        line = _new_line()
        line["segment"] = self.place.segment
        line["ordinal"] = len(self.lines) + 1
        line["qualifier"] = paid[0]
        if len(paid) > 1:
            line["procedure"] = paid[1]
        if len(paid) > 2:
            line["modifiers"] = tuple(filter(None, paid[2:6]))
        line["charge_cents"] = self.cents(e, 2)
        line["paid_cents"] = self.cents(e, 3)
        line["revenue_code"] = e[4]
        if e[5]:
            line["paid_units_milli"] = self.milli(e, 5)
        if e[6]:
            submitted = e[6].split(self.component)
            line["submitted_procedure"] = at(submitted, 1)
            line["submitted_modifiers"] = tuple(filter(None, submitted[2:6]))
        if e[7]:
            line["billed_units_milli"] = self.milli(e, 7)
        self.line = line
        self.lines.append(line)

    def line_date(self, e: list[str]) -> None:
        qualifier = e[1]
        if qualifier == "472":
            self.line["service_on"] = self.line["service_to_on"] = self.day(e, 2)
        elif qualifier in _LINE_DATES:
            self.line[_LINE_DATES[qualifier]] = self.day(e, 2)

    def line_adjustments(self, e: list[str]) -> None:
        self.line["adjustments"] += self.adjustments(e)

    def line_number(self, e: list[str]) -> None:
        if e[1] == "6R":
            self.line["control_number"] = e[2] if len(e) > 2 else ""

    def line_amount(self, e: list[str]) -> None:
        if e[1] == "B6":
            self.line["allowed_cents"] = self.cents(e, 2)

    def line_remark(self, e: list[str]) -> None:
        if e[1] == "HE":
            self.line["remarks"].append(at(e, 2))

    # What is not about one claim.

    def provider_adjustment(self, e: list[str]) -> None:
        self._release_header()
        self._release()
        year_end = values.day(at(e, 2))
        for position in range(3, min(len(e), 15), 2):
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
        if not self.is_header_open:
            return
        self.is_header_open = False
        if self.header["at"] is None:  # without a BPR, it stands where the ST does
            self.header["at"] = self.place.position_of_set()
        self.party = None
        if self.payer is not None:
            self.header["payer"] = self.payer.freeze()
        if self.payee is not None:
            self.header["payee"] = self.payee.freeze()
        self.place.add(Remit835(*self.header.values()))

    def _release(self) -> None:
        if self.claim["at"] is not None:
            self._add(self.claim)
        self._forget_claim()

    def _add(self, claim: Draft) -> None:
        claim["adjustments"] = tuple(claim["adjustments"])
        claim["remarks"] = tuple(claim["remarks"])
        claim["ids"] = tuple(claim["ids"])
        claim["amounts"] = tuple(claim["amounts"])
        claim["lines"] = tuple([_made(one) for one in self.lines])
        claim["end_segment"] = self.place.segment - 1
        self.place.add(ClaimPayment835(*claim.values()))

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


def _new_line() -> Draft:
    line = _LINE.copy()
    line["adjustments"] = []
    line["remarks"] = []
    return line


def _made(line: Draft) -> ServicePayment:
    line["adjustments"] = tuple(line["adjustments"])
    line["remarks"] = tuple(line["remarks"])
    return ServicePayment(*line.values())


def _organisation(e: list[str]) -> PartyDraft:
    """An N1 in the shape of an NM1; its id is also the first of its ids."""
    _, role, name, qualifier, number, *_ = e if len(e) > 4 else (*e, *_NO_ORGANISATION)
    draft = PartyDraft(["NM1", role, "2", name, "", "", "", "", qualifier, number])
    if number:
        draft.add_id(qualifier, number)
    return draft
