"""837P and 837I: one Claim837 per CLM."""

from typing import ClassVar

from mainstay.engine.x12.automaton import Handler
from mainstay.engine.x12.builders.base import (
    Builder,
    Draft,
    Level,
    PartyDraft,
    at,
    blank,
)
from mainstay.engine.x12.delimiters import Delimiters
from mainstay.engine.x12.records import (
    NOBODY,
    Claim837,
    LineAdjudication,
    OtherPayer,
    Party,
    ServiceLine,
)
from mainstay.engine.x12.transaction import Place

_CLAIM_DATES = {
    "439": ("accident_on",),
    "431": ("onset_on",),
    "435": ("admission_on",),
    "434": ("statement_from_on", "statement_to_on"),
}
_CLAIM_NUMBERS = {
    "F8": "payer_claim_number",
    "G1": "authorization",
    "9F": "referral",
    "D9": "clearinghouse_number",
}
_NO_SERVICE = [""] * 8  # as long as the parts of an SV1 and an SBR we read
_NO_COVERAGE = [""] * 10
_POINTERS = {str(number): number for number in range(1, 100)}
_PROVIDERS = {
    "82": "rendering",
    "DN": "referring",
    "DQ": "supervising",
    "71": "attending",
    "77": "facility",
}
_CLAIM = blank(Claim837)
_OTHER = blank(OtherPayer)
_LINE = blank(ServiceLine)
_DECISION = blank(LineAdjudication)


class Claim837Builder(Builder):
    HIERARCHY: ClassVar[dict[str, tuple[str, ...]]] = {"20": (), "22": ("20",), "23": ("22",)}

    def __init__(self, place: Place, delimiters: Delimiters, kind: str) -> None:
        super().__init__(place, delimiters, kind)
        self.party: PartyDraft | None = None  # whom N3, N4, REF and PRV are about
        self.unkept = (
            _OTHER | {"adjustments": []},
            _LINE | {"adjudications": []},
            _DECISION | {"adjustments": []},
        )
        self._forget_claim()

    def _forget_claim(self) -> None:
        """Until a CLM comes, what belongs to a claim is written to drafts nobody keeps."""
        self.claim: Draft = _CLAIM.copy()
        self.claim["diagnoses"] = []
        self.others: list[Draft] = []
        self.lines: list[Draft] = []
        self.other, self.line, self.decision = self.unkept
        self.is_line_open = False  # an LX came, its service not yet

    def hierarchy(self, e: list[str]) -> None:
        if self.claim["at"] is not None or self.lines or self.others:
            self._release()
        self.open_level(e)
        self.party = None

    def finish(self) -> None:
        self._release()

    # Levels: provider, subscriber, patient.

    def billing_specialty(self, e: list[str]) -> None:
        self._about("20")["taxonomy"] = at(e, 3)

    def billing_provider(self, e: list[str]) -> None:
        self._named("20", "billing", e)

    def pay_to(self, e: list[str]) -> None:
        self._named("20", "pay_to", e)

    def subscriber_coverage(self, e: list[str]) -> None:
        self._about("22")["coverage"] = e

    def subscriber(self, e: list[str]) -> None:
        self._named("22", "subscriber", e)

    def payer(self, e: list[str]) -> None:
        self._named("22", "payer", e)

    def patient_relationship(self, e: list[str]) -> None:
        self._about("23")["relationship"] = at(e, 1)

    def patient(self, e: list[str]) -> None:
        self._named("23", "patient", e)

    def demographics(self, e: list[str]) -> None:
        if self.level is not None:
            about = self.level.about
            about["birth_on"] = self.day(e, 2)
            about["sex"] = e[3] if len(e) > 3 else ""

    def other_name(self, e: list[str]) -> None:
        """A name no field of the claim is for: what follows is about it, not about others."""
        self.party = PartyDraft(e)

    def street(self, e: list[str]) -> None:
        if self.party is not None:
            self.party.street = e

    def city(self, e: list[str]) -> None:
        if self.party is not None:
            self.party.city = e

    def party_number(self, e: list[str]) -> None:
        if self.party is not None:
            self.party.add_id(e[1], e[2] if len(e) > 2 else "")

    # 2300: the claim.

    def claim_starts(self, e: list[str]) -> None:
        self._release()
        place, _, rest = at(e, 5).partition(self.component)
        claim = self.claim
        claim["at"] = self.place.position()
        claim["claim_number"] = at(e, 1)
        claim["charge_cents"] = self.cents(e, 2)
        claim["place_of_service"] = place
        claim["frequency"] = rest.partition(self.component)[2]
        claim["signature"] = at(e, 6)
        claim["assignment"] = at(e, 7)
        claim["benefits_assigned"] = at(e, 8)
        claim["release"] = at(e, 9)
        if at(e, 11):
            causes = e[11].split(self.component)
            claim["related_causes"] = tuple(filter(None, causes[:3]))
            claim["accident_state"] = at(causes, 3)
        self.party = None

    def claim_date(self, e: list[str]) -> None:
        names = _CLAIM_DATES.get(e[1])
        if names is not None:
            for name, on in zip(names, self.period(e), strict=False):
                self.claim[name] = on

    def claim_number(self, e: list[str]) -> None:
        name = _CLAIM_NUMBERS.get(e[1])
        if name is not None:
            self.claim[name] = e[2] if len(e) > 2 else ""

    def claim_amount(self, e: list[str]) -> None:
        if e[1] == "F5":
            self.claim["patient_paid_cents"] = self.cents(e, 2)

    def institution(self, e: list[str]) -> None:
        self.claim["admission_type"] = at(e, 1)
        self.claim["admission_source"] = at(e, 2)
        self.claim["patient_status"] = at(e, 3)

    def diagnoses(self, e: list[str]) -> None:
        if not e[1].startswith(("ABK", "ABF", "BK", "BF")):
            return
        found = [one.split(self.component) for one in e[1:13] if one]
        self.claim["diagnoses"] += [(one[0], at(one, 1)) for one in found if one[0]]

    def claim_provider(self, e: list[str]) -> None:
        self.party = PartyDraft(e)
        role = _PROVIDERS.get(e[1])
        if role is not None and self.claim[role] is None:
            self.claim[role] = self.party

    def provider_specialty(self, e: list[str]) -> None:
        if self.party is not None and self.party is self.claim["rendering"]:
            self.claim["rendering_taxonomy"] = at(e, 3)

    # 2320, 2330: the other payers.

    def other_coverage(self, e: list[str]) -> None:
        self.party = None
        self.other = other = _OTHER | {"adjustments": []}
        other["segment"] = self.place.segment
        other["sequence"] = at(e, 1)
        other["relationship"] = at(e, 2)
        other["group_number"] = at(e, 3)
        other["filing_indicator"] = at(e, 9)
        self.others.append(other)

    def other_adjustments(self, e: list[str]) -> None:
        self.other["adjustments"] += self.adjustments(e)

    def other_amount(self, e: list[str]) -> None:
        if e[1] == "D":
            self.other["paid_cents"] = self.cents(e, 2)

    def other_subscriber(self, e: list[str]) -> None:
        self.party = PartyDraft(e)
        self.other["member_id"] = at(e, 9)
        self.other["subscriber"] = self.party

    def other_payer(self, e: list[str]) -> None:
        self.party = PartyDraft(e)
        self.other["payer"] = self.party

    def other_date(self, e: list[str]) -> None:
        if e[1] == "573":
            self.other["adjudicated_on"] = self.period(e)[0]

    # 2400: the lines.

    def line_starts(self, e: list[str]) -> None:
        self.party = None
        self.line = line = _LINE.copy()
        line["segment"] = self.place.segment
        line["ordinal"] = len(self.lines) + 1
        line["line_number"] = e[1] if len(e) > 1 else ""
        line["adjudications"] = []
        self.is_line_open = True
        self.lines.append(line)

    def professional_service(self, e: list[str]) -> None:
        line = self._line_of_service()
        if len(e) < len(_NO_SERVICE):
            e = e + _NO_SERVICE[len(e) :]
        self._procedure(line, e[1])
        line["charge_cents"] = self.cents(e, 2)
        line["unit"] = e[3]
        line["units_milli"] = self.milli(e, 4)
        line["place_of_service"] = e[5]
        line["pointers"] = _pointers(e[7].split(self.component))

    def institutional_service(self, e: list[str]) -> None:
        line = self._line_of_service()
        line["revenue_code"] = at(e, 1)
        self._procedure(line, at(e, 2))
        line["charge_cents"] = self.cents(e, 3)
        line["unit"] = at(e, 4)
        line["units_milli"] = self.milli(e, 5)

    def _line_of_service(self) -> Draft:
        """The line its LX began; where the LX is missing, a new one."""
        if not self.is_line_open:
            self.line_starts([])
        self.is_line_open = False
        return self.line

    def _procedure(self, line: Draft, composite: str) -> None:
        parts = composite.split(self.component)
        line["qualifier"] = parts[0]
        if len(parts) > 1:
            line["procedure"] = parts[1]
        if len(parts) > 2:
            line["modifiers"] = tuple(filter(None, parts[2:6]))
            line["description"] = at(parts, 6)

    def line_date(self, e: list[str]) -> None:
        if e[1] == "472":
            first, last = self.period(e)
            self.line["service_on"] = first
            self.line["service_to_on"] = last

    def line_number(self, e: list[str]) -> None:
        if e[1] == "6R":
            self.line["control_number"] = e[2] if len(e) > 2 else ""
        elif e[1] == "G1" and not self.line["authorization"]:
            self.line["authorization"] = at(e, 2)

    def drug(self, e: list[str]) -> None:
        if at(e, 2) == "N4":
            self.line["ndc"] = at(e, 3)

    def drug_quantity(self, e: list[str]) -> None:
        if self.line["ndc"]:
            self.line["ndc_units_milli"] = self.milli(e, 4)
            self.line["ndc_unit"] = at(e, 5).partition(self.component)[0]

    def line_provider(self, e: list[str]) -> None:
        self.party = PartyDraft(e)
        if e[1] == "82":
            self.line["rendering"] = self.party

    def line_decision(self, e: list[str]) -> None:
        parts = at(e, 3).split(self.component)
        self.decision = decision = _DECISION | {"adjustments": []}
        decision["segment"] = self.place.segment
        decision["payer_id"] = at(e, 1)
        decision["paid_cents"] = self.cents(e, 2)
        decision["procedure"] = at(parts, 1)
        decision["modifiers"] = tuple(filter(None, parts[2:6]))
        decision["units_milli"] = self.milli(e, 5)
        self.line["adjudications"].append(decision)

    def line_decision_adjustments(self, e: list[str]) -> None:
        self.decision["adjustments"] += self.adjustments(e)

    def line_decision_date(self, e: list[str]) -> None:
        self.decision["adjudicated_on"] = self.period(e)[0]

    # Putting it together.

    def _about(self, code: str) -> Draft:
        """What is known of the level; made up where its HL is missing."""
        level = self.level
        if level is not None and level.code != code:
            level = level.up_to(code)
        if level is None:
            level = self.level = Level("", code, self.level)
        return level.about

    def _named(self, code: str, role: str, e: list[str]) -> None:
        self.party = PartyDraft(e)
        self._about(code)[role] = self.party

    def _release(self) -> None:
        """The claim in hand is complete: everything after it is about something else."""
        if self.claim["at"] is not None:
            self._add(self.claim)
        self._forget_claim()

    def _add(self, claim: Draft) -> None:
        for role in _PROVIDERS.values():
            if claim[role] is not None:
                claim[role] = claim[role].freeze()
        if self.others:
            claim["other_payers"] = tuple([_other_payer(one) for one in self.others])
        claim["lines"] = tuple([_line(one) for one in self.lines])
        claim["diagnoses"] = tuple(claim["diagnoses"])
        claim["kind"] = self.kind
        claim["end_segment"] = self.place.segment - 1
        self._describe_levels(claim)
        self.place.add(Claim837(*claim.values()))

    def _describe_levels(self, claim: Draft) -> None:
        """Provider, subscriber and patient, from the levels the claim stands below."""
        billing, subscriber = self._known("20"), self._known("22")
        provider = claim["billing"] = _frozen(billing, "billing")
        claim["billing_taxonomy"] = billing.get("taxonomy", "")
        claim["billing_tax_id"] = _tax_id(provider)
        if "pay_to" in billing:
            claim["pay_to"] = billing["pay_to"].freeze()
        claim["payer"] = _frozen(subscriber, "payer")
        coverage: list[str] = subscriber.get("coverage", _NO_COVERAGE)
        if len(coverage) < len(_NO_COVERAGE):
            coverage = coverage + _NO_COVERAGE[len(coverage) :]
        claim["sequence"] = coverage[1]
        claim["relationship"] = coverage[2]
        claim["group_number"] = coverage[3]
        claim["group_name"] = coverage[4]
        claim["filing_indicator"] = coverage[9]
        person = claim["subscriber"] = claim["patient"] = _frozen(subscriber, "subscriber")
        claim["member_id"] = person.id
        born, sex = subscriber.get("birth_on"), subscriber.get("sex", "")
        claim["subscriber_birth_on"] = claim["patient_birth_on"] = born
        claim["subscriber_sex"] = claim["patient_sex"] = sex
        if self.level is not None and self.level.code == "23":
            patient = self.level.about
            claim["patient_is_subscriber"] = False
            claim["relationship"] = patient.get("relationship", "")
            claim["patient"] = _frozen(patient, "patient")
            claim["patient_birth_on"] = patient.get("birth_on")
            claim["patient_sex"] = patient.get("sex", "")

    def _known(self, code: str) -> Draft:
        level = self.level.up_to(code) if self.level is not None else None
        return level.about if level is not None else {}

    PLACES: ClassVar[dict[str, Handler]] = {
        "* HL": hierarchy,
        "2000A PRV": billing_specialty,
        "2000B SBR": subscriber_coverage,
        "2000C PAT": patient_relationship,
        "2010AA NM1": billing_provider,
        "2010AB NM1": pay_to,
        "2010BA NM1": subscriber,
        "2010BA DMG": demographics,
        "2010BB NM1": payer,
        "2010CA NM1": patient,
        "2010CA DMG": demographics,
        "* NM1": other_name,
        "* N3": street,
        "* N4": city,
        "* REF": party_number,
        "2300 CLM": claim_starts,
        "2300 DTP": claim_date,
        "2300 REF": claim_number,
        "2300 AMT": claim_amount,
        "2300 CL1": institution,
        "2300 HI": diagnoses,
        "2310* NM1": claim_provider,
        "2310* PRV": provider_specialty,
        "2320 SBR": other_coverage,
        "2320 CAS": other_adjustments,
        "2320 AMT": other_amount,
        "2330A NM1": other_subscriber,
        "2330B NM1": other_payer,
        "2330B DTP": other_date,
        "2400 LX": line_starts,
        "2400 SV1": professional_service,
        "2400 SV2": institutional_service,
        "2400 DTP": line_date,
        "2400 REF": line_number,
        "2410 LIN": drug,
        "2410 CTP": drug_quantity,
        "2420* NM1": line_provider,
        "2430 SVD": line_decision,
        "2430 CAS": line_decision_adjustments,
        "2430 DTP": line_decision_date,
    }


def _frozen(about: Draft, role: str) -> Party:
    draft: PartyDraft | None = about.get(role)
    return NOBODY if draft is None else draft.freeze()


def _pointers(texts: list[str]) -> tuple[int, ...]:
    return tuple([_POINTERS[one] for one in texts if one in _POINTERS])


def _tax_id(provider: Party) -> str:
    for kind, value in provider.ids:
        if kind in ("EI", "SY"):
            return value
    return ""


def _other_payer(draft: Draft) -> OtherPayer:
    for role in ("payer", "subscriber"):
        if isinstance(draft[role], PartyDraft):
            draft[role] = draft[role].freeze()
    draft["adjustments"] = tuple(draft["adjustments"])
    return OtherPayer(*draft.values())


def _line(draft: Draft) -> ServiceLine:
    draft["adjudications"] = tuple([_decision(one) for one in draft["adjudications"]])
    if draft["rendering"] is not None:
        draft["rendering"] = draft["rendering"].freeze()
    return ServiceLine(*draft.values())


def _decision(draft: Draft) -> LineAdjudication:
    draft["adjustments"] = tuple(draft["adjustments"])
    return LineAdjudication(*draft.values())
