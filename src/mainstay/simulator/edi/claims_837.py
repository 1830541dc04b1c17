"""One day's 837P: a transaction set per payer, primary and secondary claims (005010X222A1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mainstay.engine.x12 import TransactionSet
from mainstay.simulator import practice
from mainstay.simulator.claims import Claim, Line, LineAnswer
from mainstay.simulator.edi.text import Segment, adjustments, amount, day, procedure
from mainstay.simulator.payers import Payer
from mainstay.simulator.people import Patient, Person
from mainstay.simulator.practice import Address

VERSION = "005010X222A1"
CLIA_NUMBER = "99D0417000"
WAIVED_OR_LICENSED = frozenset(
    ["80053", "80061", "81003", "83036", "84443", "85025", "87804", "87880"]
)


@dataclass(slots=True)
class Submission:
    """One sending of a claim. ``flaw`` names what is wrong with it: "member id", "diagnosis".

    ``replaces`` is the payer's number of the claim a frequency 7 corrects. ``rejection`` is
    filled in by the payer's front door; ``is_copy``: sent again though nothing was wrong;
    ``mends``: the reason of the denial it answers.
    """

    claim: Claim
    frequency: str = "1"
    replaces: str = ""
    flaw: str = ""
    rejection: tuple[str, str, str] | None = None
    icn: str = ""
    is_copy: bool = False
    mends: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """The claims one transaction set carries to one payer; refused by the 999 as a whole or not."""

    payer: Payer
    reference: str
    set_number: str
    sent_on: date
    submissions: list[Submission]
    is_refused: bool = False


def transaction_set(batch: Batch) -> TransactionSet:
    """The ST..SE of ``batch``."""
    return TransactionSet(
        st01="837", st02=batch.set_number, version=VERSION, segments=list(_segments(batch))
    )


def _segments(batch: Batch) -> Iterator[Segment]:
    yield "BHT", "0019", "00", batch.reference, day(batch.sent_on), "1730", "CH"
    yield "NM1", "41", "2", practice.NAME, "", "", "", "", "46", practice.SUBMITTER_ID
    yield "PER", "IC", "BILLING OFFICE", "TE", practice.PHONE
    yield "NM1", "40", "2", practice.CLEARINGHOUSE, "", "", "", "", "46", practice.CLEARINGHOUSE_ID
    yield "HL", "1", "", "20", "1"
    yield "PRV", "BI", "PXC", practice.TAXONOMY
    yield "NM1", "85", "2", practice.NAME, "", "", "", "", "XX", practice.GROUP_NPI
    yield from _address(practice.OFFICE)
    yield "REF", "EI", practice.TAX_ID
    level = 1
    for submission in batch.submissions:
        level += 1
        yield from _subscriber(submission, level)
        if not submission.claim.encounter.patient.is_subscriber:
            yield "HL", str(level + 1), str(level), "23", "0"
            level += 1
            yield from _dependent(submission.claim.encounter.patient)
        yield from _claim(submission)


def _subscriber(submission: Submission, level: int) -> Iterator[Segment]:
    claim = submission.claim
    patient, cover = claim.encounter.patient, claim.encounter.patient.cover
    is_second = claim.sequence == "S"
    is_self = patient.is_subscriber
    yield "HL", str(level), "1", "22", "0" if is_self else "1"
    yield (
        "SBR",
        claim.sequence,
        "18" if is_self else "",
        "" if is_second else cover.group_number,
        "",
        "",
        "",
        "",
        "",
        claim.payer.filing_indicator,
    )
    member_id = patient.supplement_id if is_second else cover.member_id
    if submission.flaw == "member id":
        member_id = with_hyphens(member_id)
    yield from _member("IL", patient.subscriber, member_id)
    if is_self:
        yield from _address(patient.address)
        yield _birth(patient.subscriber)
    yield "NM1", "PR", "2", claim.payer.name, "", "", "", "", "PI", claim.payer.payer_id
    yield from _address(claim.payer.address)


def with_hyphens(member_id: str) -> str:
    """A member id as the old system printed it on cards: in groups of four."""
    return "-".join(member_id[i : i + 4] for i in range(0, len(member_id), 4))


def _dependent(patient: Patient) -> Iterator[Segment]:
    yield "PAT", "19"
    yield "NM1", "QC", "1", patient.person.last, patient.person.first
    yield from _address(patient.address)
    yield _birth(patient.person)


def _claim(submission: Submission) -> Iterator[Segment]:
    claim, encounter = submission.claim, submission.claim.encounter
    place = ("11", "B", submission.frequency)
    charge = amount(encounter.charge_cents)
    yield "CLM", claim.number, charge, "", "", place, "Y", "A", "Y", "Y"
    if encounter.copay_paid_cents and claim.sequence == "P":
        yield "AMT", "F5", amount(encounter.copay_paid_cents)
    if submission.replaces:
        yield "REF", "F8", submission.replaces
    if any(line.procedure in WAIVED_OR_LICENSED for line in encounter.lines):
        yield "REF", "X4", CLIA_NUMBER
    diagnoses = encounter.diagnoses
    if submission.flaw == "diagnosis":
        diagnoses = diagnoses[:1]
    qualified = [("ABK" if i == 0 else "ABF", code) for i, code in enumerate(diagnoses)]
    yield ("HI", *qualified)
    provider = practice.PROVIDERS[encounter.provider]
    yield "NM1", "82", "1", provider.last, provider.first, "", "", "", "XX", provider.npi
    yield "PRV", "PE", "PXC", provider.taxonomy
    location = practice.LOCATIONS[encounter.location]
    yield "NM1", "77", "2", location.name, "", "", "", "", "XX", location.npi
    yield from _address(location.address)
    if claim.sequence == "S":
        yield from _prior_payer(claim)
    for number, line in enumerate(encounter.lines, start=1):
        yield from _line(submission, number, line, len(diagnoses))


def _prior_payer(claim: Claim) -> Iterator[Segment]:
    primary = claim.encounter.primary
    patient = claim.encounter.patient
    assert primary.answer is not None
    yield "SBR", "P", "18", "", "", "", "", "", "", primary.payer.filing_indicator
    yield "AMT", "D", amount(primary.answer.paid_cents)
    yield "OI", "", "", "Y", "", "", "Y"
    yield from _member("IL", patient.subscriber, patient.cover.member_id)
    yield from _address(patient.address)
    yield "NM1", "PR", "2", primary.payer.name, "", "", "", "", "PI", primary.payer.payer_id
    yield "REF", "F8", primary.answer.icn


def _line(submission: Submission, number: int, line: Line, diagnoses: int) -> Iterator[Segment]:
    claim = submission.claim
    yield "LX", str(number)
    pointers = [str(i) for i in range(1, min(diagnoses, 4) + 1)]
    code = procedure(line.procedure, line.modifiers)
    yield "SV1", code, amount(line.charge_cents), "UN", str(line.units), "", "", pointers
    yield "DTP", "472", "D8", day(claim.encounter.service_on)
    yield "REF", "6R", line.control_number
    if claim.sequence == "S":
        assert claim.encounter.primary.answer is not None
        yield from _prior_line(claim, number - 1, code)


def _prior_line(claim: Claim, index: int, code: list[str]) -> Iterator[Segment]:
    primary = claim.encounter.primary
    assert primary.answer is not None
    before: LineAnswer = primary.answer.lines[index]
    units = str(claim.encounter.lines[index].units)
    yield "SVD", primary.payer.payer_id, amount(before.paid_cents), code, "", units
    yield from adjustments(before.adjustments)
    yield "DTP", "573", "D8", day(primary.answer.on)


def _member(entity: str, person: Person, member_id: str) -> Iterator[Segment]:
    yield "NM1", entity, "1", person.last, person.first, "", "", "", "MI", member_id


def _birth(person: Person) -> Segment:
    return "DMG", "D8", day(person.birth_on), person.sex


def _address(address: Address) -> Iterator[Segment]:
    yield "N3", address.street
    yield "N4", address.city, address.state, address.postal
