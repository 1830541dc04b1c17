"""What comes back before the money: 999, 277CA and TA1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from mainstay.engine.x12 import TransactionSet
from mainstay.simulator import practice
from mainstay.simulator.edi.claims_837 import VERSION as CLAIM_VERSION
from mainstay.simulator.edi.claims_837 import Batch, Submission, with_hyphens
from mainstay.simulator.edi.text import Segment, amount, day

VERSION_999 = "005010X231A1"
VERSION_277CA = "005010X214"


def accept_999(batches: Sequence[Batch], gs06: int) -> TransactionSet:
    """The 999 for one day's group; a refused batch misses a required segment."""
    segments: list[Segment] = [("AK1", "HC", str(gs06), CLAIM_VERSION)]
    for batch in batches:
        segments.append(("AK2", "837", batch.set_number, CLAIM_VERSION))
        if batch.is_refused:
            segments += [("IK3", "PER", "4", "1000A", "3"), ("IK5", "R", "5")]
        else:
            segments.append(("IK5", "A"))
    accepted = sum(not batch.is_refused for batch in batches)
    code = "A" if accepted == len(batches) else "P" if accepted else "R"
    count = str(len(batches))
    segments.append(("AK9", code, count, count, str(accepted)))
    return TransactionSet(st01="999", st02="0001", version=VERSION_999, segments=segments)


def ta1(isa13: int, sent_on: date) -> Segment:
    """The interchange was taken in."""
    return "TA1", f"{isa13:09}", f"{sent_on:%y%m%d}", "1730", "A", "000"


def status_277ca(batch: Batch, on: date, set_number: str) -> TransactionSet:
    """Accepted or rejected, claim by claim, for one batch."""
    return TransactionSet(
        st01="277",
        st02=set_number,
        version=VERSION_277CA,
        segments=list(_segments(batch, on)),
    )


def _segments(batch: Batch, on: date) -> Iterator[Segment]:
    today = day(on)
    yield "BHT", "0085", "08", f"S{batch.reference}", today, "0745", "TH"
    yield "HL", "1", "", "20", "1"
    yield "NM1", "AY", "2", practice.CLEARINGHOUSE, "", "", "", "", "46", practice.CLEARINGHOUSE_ID
    yield "TRN", "1", f"S{batch.reference}"
    yield "DTP", "050", "D8", day(batch.sent_on)
    yield "DTP", "009", "D8", today
    yield "HL", "2", "1", "21", "1"
    yield "NM1", "41", "2", practice.NAME, "", "", "", "", "46", practice.SUBMITTER_ID
    yield "TRN", "2", batch.reference
    yield from _totals(batch, today, entity="AY")
    yield "HL", "3", "2", "19", "1"
    yield "NM1", "85", "2", practice.NAME, "", "", "", "", "XX", practice.GROUP_NPI
    for level, submission in enumerate(batch.submissions, start=4):
        yield from _status(submission, level, today)


def _totals(batch: Batch, today: str, entity: str) -> Iterator[Segment]:
    cents = {True: 0, False: 0}
    counts = {True: 0, False: 0}
    for submission in batch.submissions:
        is_accepted = submission.rejection is None
        counts[is_accepted] += 1
        cents[is_accepted] += submission.claim.encounter.charge_cents
    yield "STC", ("A1", "19", entity), today, "WQ", amount(cents[True] + cents[False])
    if counts[True]:
        yield "QTY", "90", str(counts[True])
    if counts[False]:
        yield "QTY", "AA", str(counts[False])
    if counts[True]:
        yield "AMT", "YU", amount(cents[True])
    if counts[False]:
        yield "AMT", "YY", amount(cents[False])


def _status(submission: Submission, level: int, today: str) -> Iterator[Segment]:
    claim = submission.claim
    patient = claim.encounter.patient
    member_id = patient.supplement_id if claim.sequence == "S" else patient.cover.member_id
    if submission.flaw == "member id":
        member_id = with_hyphens(member_id)
    yield "HL", str(level), "3", "PT"
    yield "NM1", "QC", "1", patient.person.last, patient.person.first, "", "", "", "MI", member_id
    yield "TRN", "2", claim.number
    charge = amount(claim.encounter.charge_cents)
    if submission.rejection is None:
        yield "STC", ("A2", "20", "PR"), today, "WQ", charge
        yield "REF", "1K", submission.icn
    else:
        yield "STC", submission.rejection, today, "U", charge
    yield "DTP", "472", "D8", day(claim.encounter.service_on)
