"""837: what a claim must add up to and what its situation asks for."""

import re
from collections import Counter
from datetime import date
from typing import ClassVar

from mainstay.engine.x12.builders.base import at
from mainstay.engine.x12.checks.base import Checks, SegmentCheck, adjusted, dollars, total
from mainstay.engine.x12.records import Adjustment, Claim837, OtherPayer, Record, ServiceLine
from mainstay.engine.x12.rules import ERROR, WARNING, Rule, declare

declare(
    Rule("claim-balance", 3, ERROR, "CLM02 {charge} must be the sum of the lines, {lines}."),
    Rule("adjustment-group-repeated", 4, WARNING, "Reasons of one group stand in one CAS, up to six of them.", "5"),
    Rule("line-payer-balance", 3, ERROR, "The line's charge {charge} must be what the other payer paid plus its adjustments, {sum}."),
    Rule("claim-payer-balance", 3, ERROR, "CLM02 {charge} must be what the other payer paid plus all its adjustments, {sum}."),
    Rule("charge-negative", 4, ERROR, "{place} must not be negative."),
    Rule("accident-date", 4, ERROR, "CLM11 says an accident: DTP*439 must give its date.", "3"),
    Rule("accident-state", 4, ERROR, "CLM11 says an auto accident: CLM11-4 must give the state.", "2"),
    Rule("admission-date", 4, WARNING, "An inpatient place of service needs DTP*435, the admission date.", "3"),
    Rule("original-reference", 4, ERROR, "Frequency {frequency} replaces or voids a claim: REF*F8 must name it.", "3"),
    Rule("other-payer-date", 4, ERROR, "An adjudicating other payer needs its date: DTP*573 in 2330B or 2430.", "3"),
    Rule("other-payer-unknown", 4, ERROR, "SVD01 must be the NM109 of an other payer of this claim.", "7"),
    Rule("diagnosis-pointer", 4, ERROR, "A diagnosis pointer must reach one of the {count} diagnoses.", "7"),
    Rule("diagnosis-repeated", 4, WARNING, "A diagnosis may be listed once only.", "7"),
    Rule("diagnosis-shape", 5, WARNING, "An ICD-10-CM code has 3 to 7 characters without a point.", "7"),
    Rule("diagnosis-edition", 5, WARNING, "Services from 2015-10-01 on are coded in ICD-10-CM (ABK, ABF).", "7"),
    Rule("relationship-self", 4, ERROR, "SBR02 must be 18 where the subscriber is the patient.", "2"),
    Rule("relationship-dependent", 4, ERROR, "SBR02 18 says the subscriber is the patient: no patient level may follow.", "10"),
    Rule("subscriber-birth", 4, ERROR, "The subscriber is the patient: DMG is required in 2010BA.", "3"),
    Rule("subscriber-address", 4, ERROR, "The subscriber is the patient: N3 and N4 are required in 2010BA.", "3"),
    Rule("member-id", 4, ERROR, "NM109 of the subscriber must hold the member id.", "1"),
    Rule("attachment-number", 4, ERROR, "PWK06 must number an attachment that is sent apart.", "2"),
    Rule("line-number", 4, WARNING, "LX01 must count the lines from 1.", "7"),
    Rule("dates-order", 4, ERROR, "{place}: the first day must not be after the last.", "8"),
    Rule("date-before-birth", 4, ERROR, "A service cannot lie before the patient's birth.", "8"),
    Rule("statement-dates", 4, ERROR, "A service must lie within the statement dates (DTP*434).", "8"),
    Rule("postal-nine", 5, ERROR, "The ZIP code of the billing provider and of the facility has nine digits.", "7"),
    Rule("state-known", 5, WARNING, "N402 must be a state or territory of the United States, or N404 the country.", "7"),
    Rule("revenue-shape", 5, WARNING, "SV201 must be a revenue code of four digits.", "7"),
    Rule("ndc-shape", 5, WARNING, "LIN03 must be an NDC of eleven digits without hyphens.", "7"),
    Rule("claim-number-long", 7, WARNING, "CLM01 is returned whole only up to 20 characters.", "5"),
    Rule("control-number-long", 7, WARNING, "REF*6R is returned whole only up to 30 characters.", "5"),
)  # fmt: skip

_ICD10 = re.compile("[A-Z][0-9][0-9A-Z][0-9A-Z]{0,4}")
_ICD10_FROM = date(2015, 10, 1)
_STATE_CODES = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ "
    "NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI FM MH PW AA AE AP"
)
_STATES = frozenset(_STATE_CODES.split())
MOST_OTHER_PAYERS = 10  # as the guide has it; each is compared with every line
_INPATIENT = ("21", "51", "61")


class Claim837Checks(Checks):
    coverage: list[str]  # the newest SBR of 2000B
    other_payers: set[str]  # ids, of the claim at hand

    # What segments say by themselves.

    def subscriber_coverage(self, e: list[str]) -> None:
        self.coverage = e

    def patient_level(self, e: list[str]) -> None:
        self.hierarchy(e)
        if at(getattr(self, "coverage", []), 2) == "18":
            self.place.report("relationship-dependent", segment_id="SBR", loop="2000B", element=2)

    def attachment(self, e: list[str]) -> None:
        if at(e, 2) in ("BM", "EL", "EM", "FX", "FT") and not at(e, 6):
            self.place.report("attachment-number", element=6)

    def claim_start(self, e: list[str]) -> None:
        if len(e) > 1 and len(e[1]) > 20:
            self.place.report("claim-number-long", element=1, value=e[1])

    def postal(self, e: list[str]) -> None:
        if not at(e, 4) and not (len(at(e, 3)) == 9 and at(e, 3).isdigit()):
            self.place.report("postal-nine", element=3, value=at(e, 3))
        self.state(e)

    def state(self, e: list[str]) -> None:
        state = e[2] if len(e) > 2 else ""
        if state not in _STATES and not at(e, 4):
            self.place.report("state-known", element=2, value=state)

    def line_reference(self, e: list[str]) -> None:
        if e[1] == "6R" and len(e) > 2 and len(e[2]) > 30:
            self.place.report("control-number-long", element=2, value=e[2])

    def drug(self, e: list[str]) -> None:
        if at(e, 2) == "N4" and not (len(at(e, 3)) == 11 and at(e, 3).isdigit()):
            self.place.report("ndc-shape", element=3, value=at(e, 3))

    # What claims say as a whole.

    def inspect(self, record: Record) -> None:
        if isinstance(record, Claim837):
            self._balance(record)
            self._situation(record)
            self._people(record)
            self._diagnoses(record)
            for payer in record.other_payers[:MOST_OTHER_PAYERS]:
                self._other_payer(record, payer)
            self.other_payers = {one.payer.id for one in record.other_payers}
            for line in record.lines:
                self._line(record, line)

    def _claim(self, claim: Claim837, rule: str, **details: object) -> None:
        self.place.report(rule, at=claim.at, segment_id="CLM", loop="2300", **details)  # type: ignore[arg-type]

    def _balance(self, claim: Claim837) -> None:
        charge = claim.charge_cents
        lines = total([one.charge_cents for one in claim.lines])
        if charge is None:
            return
        if charge < 0:
            self._claim(claim, "charge-negative", element=2)
        if lines is not None and lines != charge:
            self._claim(
                claim, "claim-balance", element=2, charge=dollars(charge), lines=dollars(lines)
            )

    def _situation(self, claim: Claim837) -> None:
        if claim.related_causes:
            self._accident(claim)
        if claim.frequency in ("7", "8") and not claim.payer_claim_number:
            self._claim(
                claim, "original-reference", element=5, component=3, frequency=claim.frequency
            )
        opens, closes = claim.statement_from_on, claim.statement_to_on
        if opens and closes and opens > closes:
            self._claim(claim, "dates-order")
        if _is_inpatient(claim) and claim.admission_on is None:
            self._claim(claim, "admission-date", element=5, component=1)

    def _accident(self, claim: Claim837) -> None:
        if {"AA", "OA"} & set(claim.related_causes) and claim.accident_on is None:
            self._claim(claim, "accident-date", element=11)
        if "AA" in claim.related_causes and not claim.accident_state:
            self._claim(claim, "accident-state", element=11, component=4)

    def _people(self, claim: Claim837) -> None:
        if not claim.member_id:
            self._claim(claim, "member-id", element=0)
        if not claim.patient_is_subscriber:
            return
        if claim.relationship != "18":
            self._claim(claim, "relationship-self")
        if claim.subscriber_birth_on is None:
            self._claim(claim, "subscriber-birth")
        if claim.subscriber.address is None:
            self._claim(claim, "subscriber-address")

    def _diagnoses(self, claim: Claim837) -> None:
        codes = [code for _, code in claim.diagnoses]
        if len(set(codes)) < len(codes):
            self._claim(claim, "diagnosis-repeated")
        is_new_edition = any(
            one.service_on is not None and one.service_on >= _ICD10_FROM for one in claim.lines
        )
        for qualifier, code in claim.diagnoses:
            if qualifier.startswith("A"):
                if not _ICD10.fullmatch(code):
                    self._claim(claim, "diagnosis-shape", value=code)
            elif is_new_edition:
                self._claim(claim, "diagnosis-edition", value=qualifier)

    def _other_payer(self, claim: Claim837, payer: OtherPayer) -> None:
        decisions = [
            one for line in claim.lines for one in line.adjudications
            if one.payer_id == payer.payer.id
        ]  # fmt: skip
        self._groups(payer.adjustments, "2320")
        has_decided = payer.paid_cents is not None or bool(payer.adjustments) or bool(decisions)
        if not has_decided:
            return
        if payer.adjudicated_on is None and not any(one.adjudicated_on for one in decisions):
            self.about("other-payer-date", payer.segment, "SBR", "2320")
        of_lines = [adjusted(one.adjustments) for one in decisions]
        summed = total((payer.paid_cents, adjusted(payer.adjustments), *of_lines))
        charge = claim.charge_cents
        if summed is not None and charge is not None and summed != charge:
            self.about(
                "claim-payer-balance",
                payer.segment,
                "AMT",
                "2320",
                element=2,
                charge=dollars(charge),
                sum=dollars(summed),
            )

    def _groups(self, adjustments: tuple[Adjustment, ...], loop: str) -> None:
        """A second CAS of a group that had room for more."""
        if len(adjustments) < 2:
            return
        first_of: dict[str, int] = {}
        held = Counter(one.at_segment for one in adjustments)
        for one in adjustments:
            first = first_of.setdefault(one.group, one.at_segment)
            if first != one.at_segment and held[first] < 6:
                self.about(
                    "adjustment-group-repeated", one.at_segment, "CAS", loop, element=1,
                    value=one.group,
                )  # fmt: skip
                return

    def _line(self, claim: Claim837, line: ServiceLine) -> None:
        segment_id = "SV1" if claim.kind == "837P" else "SV2"
        segment, loop = line.segment, "2400"
        if line.line_number != str(line.ordinal):
            self.about("line-number", segment, "LX", loop, element=1, value=line.line_number)
        if claim.kind == "837P":
            self._professional_line(claim, line)
        elif not (len(line.revenue_code) == 4 and line.revenue_code.isdigit()):
            self.about(
                "revenue-shape", segment, segment_id, loop, element=1, value=line.revenue_code
            )
        if line.charge_cents is not None and line.charge_cents < 0:
            self.about("charge-negative", segment, segment_id, loop, element=2)
        if line.qualifier == "HC":
            self.procedure(segment, segment_id, loop, 1, line.procedure)
        self._line_dates(claim, line)
        if line.adjudications:
            self._line_decisions(claim, line)

    def _professional_line(self, claim: Claim837, line: ServiceLine) -> None:
        count = len(claim.diagnoses)
        if line.pointers and not (min(line.pointers) >= 1 and max(line.pointers) <= count):
            self.about("diagnosis-pointer", line.segment, "SV1", "2400", element=7, count=count)

    def _line_dates(self, claim: Claim837, line: ServiceLine) -> None:
        first, last = line.service_on, line.service_to_on
        if first is None or last is None:
            return
        if first > last:
            self.about("dates-order", line.segment, "DTP", "2400", element=3)
        if claim.patient_birth_on is not None and first < claim.patient_birth_on:
            self.about("date-before-birth", line.segment, "DTP", "2400", element=3)
        opens, closes = claim.statement_from_on, claim.statement_to_on
        if opens and closes and not (opens <= first and last <= closes):
            self.about("statement-dates", line.segment, "DTP", "2400", element=3)

    def _line_decisions(self, claim: Claim837, line: ServiceLine) -> None:
        for one in line.adjudications:
            self._groups(one.adjustments, "2430")
            if one.payer_id not in self.other_payers:
                self.about(
                    "other-payer-unknown", one.segment, "SVD", "2430", element=1, value=one.payer_id
                )
            summed = total((one.paid_cents, adjusted(one.adjustments)))
            charge = line.charge_cents
            if summed is not None and charge is not None and summed != charge:
                self.about(
                    "line-payer-balance",
                    one.segment,
                    "SVD",
                    "2430",
                    element=2,
                    charge=dollars(charge),
                    sum=dollars(summed),
                )

    SEQUENCE: ClassVar[dict[str, SegmentCheck]] = {
        "* HL": Checks.hierarchy,
        "2000C HL": patient_level,
        "2000B SBR": subscriber_coverage,
    }
    SEGMENTS: ClassVar[dict[str, SegmentCheck]] = {
        "2000A PRV": Checks.taxonomy,
        "2310B PRV": Checks.taxonomy,
        "2310A PRV": Checks.taxonomy,
        "2420A PRV": Checks.taxonomy,
        "* NM1": Checks.npi,
        "2010AA N4": postal,
        "2310C N4": postal,
        "2310E N4": state,
        "2010BA N4": state,
        "2010CA N4": state,
        "* CAS": Checks.reasons,
        "* PWK": attachment,
        "2300 CLM": claim_start,
        "2400 REF": line_reference,
        "2410 LIN": drug,
    }


def _is_inpatient(claim: Claim837) -> bool:
    """By place of service; for an institution by the type of bill (11x, 12x, 18x, 21x ...)."""
    if claim.kind == "837P":
        return claim.place_of_service in _INPATIENT
    return claim.place_of_service in ("11", "12", "18", "21", "41")
