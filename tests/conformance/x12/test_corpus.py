"""Other people's files against facts that no code of ours produced."""

import re
from collections import Counter

import pytest

from mainstay.engine import x12
from mainstay.engine.x12.segments import SegmentStream
from tests.conformance.x12.corpus import Facts, facts

FACTS = facts()

# Where we do not say what SOURCES.md says, and why.
BALANCE_DIFFERS = {
    "835/apifocal-example835one.edi": "its CLP holds text where the amounts belong: unknown, not 0",
}
PYX12_DIFFERS = {
    "837P/stupidedi-oxygen.edi": "PWK02 AD is allowed in a line's PWK; pyx12 knows it not",
    "837P/stupidedi-wheelchair.edi": "PWK02 AD, as above",
    "837I/stupidedi-automobile-accident.edi": "a ZIP of five digits is level 5 here, not 2",
    "835/moov-sample1.edi": "a trailing separator is a warning here",
    "277CA/hdi-x214-payer-response.edi": "pyx12 demands the situational TRN of 2200C",
    "277CA/imsweb-277ca-rejected.edi": "pyx12 demands the situational STC of 2200C",
    "999/staedi-simple999.edi": "pyx12 lacks a part of the 999's CTX",
}


def named(rows: list[Facts]) -> list[object]:
    return [pytest.param(one, id=one.name) for one in rows]


def findings(one: Facts) -> list[x12.Finding]:
    return list(x12.check(one.path))


def records(one: Facts, kind: type) -> list[x12.Record]:
    return [record for record in x12.read(one.path) if isinstance(record, kind)]


def is_read(one: Facts) -> bool:
    starts = records(one, x12.TransactionStart)
    return all(start.supported for start in starts)


def test_there_are_119_files():
    assert len(FACTS) == 119


@pytest.mark.parametrize("one", named(FACTS))
def test_envelopes_and_segments_are_counted(one):
    stream = SegmentStream(one.path, lambda *_: None)
    counted = Counter(elements[0] for *_, elements in stream)

    assert counted.total() == one.number(r"(\d+) segs")
    for id_, pattern in (("ISA", r"(\d+) ISA/"), ("GS", r"/(\d+) GS/"), ("ST", r"/(\d+) ST,")):
        assert counted[id_] == one.number(pattern)
    assert len(records(one, x12.TransactionStart)) == counted["ST"]


@pytest.mark.parametrize("one", named([f for f in FACTS if "delimiters" in f.shows]))
def test_delimiters(one):
    stream = SegmentStream(one.path, lambda *_: None)
    list(stream)
    found = stream.delimiters
    told = re.search(r"delimiters `(.+)`", one.shows)[1].replace("\\n", "\n")

    assert (told[0], told[-1]) == (found.element, found.segment)
    assert found.component in told[1:-1]


@pytest.mark.parametrize("one", named(FACTS))
def test_broken_envelopes_are_found_and_no_others(one):
    told = one.shows.partition("ENVELOPE:")[2]
    expected = {
        "set-count": told.count("SE01="),
        "group-count": told.count("GE01="),
        "interchange-count": told.count("IEA01="),
        "set-control": told.count("SE02≠"),
        "group-control": told.count("GE02≠"),
        "interchange-control": told.count("IEA02≠"),
    }
    found = Counter(finding.rule for finding in findings(one))
    for rule, count in expected.items():
        if "…" in told and count:
            assert found[rule] >= count
        else:
            assert found[rule] == count, rule


@pytest.mark.parametrize("one", named([f for f in FACTS if "claim(s)/" in f.shows]))
def test_claims_lines_and_their_totals(one):
    if not is_read(one):
        pytest.skip("a guide that is refused")
    claims = records(one, x12.Claim837)
    off = sum(finding.rule == "claim-balance" for finding in findings(one))

    assert len(claims) == one.number(r"(\d+) claim\(s\)")
    assert sum(len(claim.lines) for claim in claims) == one.number(r"claim\(s\)/(\d+) line")
    assert off == (one.number(r"CLM02≠Σlines in (\d+)/") or 0)
    if "dependent HL 23" in one.shows:
        assert any(not claim.patient_is_subscriber for claim in claims)
    if "COB (2320)" in one.shows:
        assert any(claim.other_payers for claim in claims)
    if "(SVD)" in one.shows:
        assert any(line.adjudications for claim in claims for line in claim.lines)


@pytest.mark.parametrize("one", named([f for f in FACTS if "claim payment(s)" in f.shows]))
def test_claim_payments_their_lines_and_balances(one):
    payments = records(one, x12.ClaimPayment835)
    found = findings(one)

    assert len(payments) == one.number(r"(\d+) claim payment")
    assert sum(len(p.lines) for p in payments) == one.number(r"payment\(s\)/(\d+) line")
    if one.name in BALANCE_DIFFERS:
        return
    off = Counter(finding.rule for finding in found)

    assert off["payment-claim-balance"] == (one.number(r"claims out of balance (\d+)/") or 0)
    assert off["payment-line-balance"] == (one.number(r"; lines out of balance (\d+)") or 0)
    assert off["payment-total-balance"] == (one.number(r"ΣPLB in (\d+)/") or 0)


GROUPS = re.compile(r"CAS ([A-Z]{2}(?:,[A-Z]{2})*)")


@pytest.mark.parametrize("one", named([f for f in FACTS if GROUPS.search(f.shows)]))
def test_adjustment_groups(one):
    told = set(GROUPS.search(one.shows)[1].split(","))
    found = set()
    for record in x12.read(one.path):
        if isinstance(record, x12.ClaimPayment835):
            found |= {a.group for a in record.adjustments}
            found |= {a.group for line in record.lines for a in line.adjustments}
        elif isinstance(record, x12.Claim837):
            found |= {a.group for other in record.other_payers for a in other.adjustments}
            for line in record.lines:
                found |= {a.group for d in line.adjudications for a in d.adjustments}

    assert found == told


@pytest.mark.parametrize("one", named([f for f in FACTS if f.kind == "277CA"]))
def test_status_categories(one):
    told = set(re.search(r"STC ([A-Z0-9,]+)", one.shows)[1].split(","))
    found = set()
    for record in x12.read(one.path):
        if isinstance(record, x12.BatchStatus277 | x12.ClaimStatus277):
            found |= {status.category for status in record.statuses}
        if isinstance(record, x12.ClaimStatus277):
            found |= {s.category for _, statuses in record.line_statuses for s in statuses}

    assert found == told


@pytest.mark.parametrize("one", named([f for f in FACTS if f.kind == "999"]))
def test_verdicts_of_acknowledgements(one):
    told = set(re.search(r"IK5 ([A-Z,]+)", one.shows)[1].split(","))

    assert {record.code for record in records(one, x12.SetAck999)} == told


@pytest.mark.parametrize("one", named([f for f in FACTS if f.kind == "TA1"]))
def test_interchange_acknowledgements(one):
    assert len(records(one, x12.InterchangeAck)) >= 1


def has_verdict(one: Facts) -> bool:
    return one.pyx12 == "valid" or (
        one.pyx12.startswith("invalid") and "not recognised" not in one.pyx12
    )


@pytest.mark.parametrize(
    "one",
    named(
        [f for f in FACTS if f.kind in ("837P", "837I", "835", "277CA", "999") and has_verdict(f)]
    ),
)
def test_verdict_of_levels_1_and_2_agrees_with_pyx12(one):
    errors = [f for f in findings(one) if f.level <= 2 and f.severity == "error"]
    agrees = (not errors) == (one.pyx12 == "valid")

    assert agrees != (one.name in PYX12_DIFFERS), [f.sentence for f in errors]


ABOUT_PATIENTS = {
    "270": (x12.EligibilityInquiry270,),
    "271": (x12.EligibilityResponse271,),
    "276": (x12.ClaimStatusRequest276,),
    "277": (x12.ClaimStatusResponse277, x12.LevelStatusResponse277),
    "278": (x12.ServiceReviewRequest278, x12.ServiceReviewResponse278),
}
# Errors of levels 1 and 2 beyond those of the envelope, each looked at, and whose they are.
FLAWED = {
    "270/vgi-inquiry-270.edi": "no ST03; TRN behind the name, its company too short",
    "271/x12parser-validationfordependentname.edi": "HL04 of the subscriber says no level follows",
    "271/x12parser-validationforreceivername.edi": "HL04 says levels follow where none does",
    "271/x12parser-validationforsource.edi": "HL04 as above, and no name of the payer",
    "271/x12parser-validationforsourcename.edi": "HL04 as above",
    "271/stupidedi-error-response-from-payer-to-clinic-not-eligible-for-inquiries-with-pa.edi": (
        "HL04 as above"
    ),
    "278/attach-x217-cancellation-request.edi": "loops of its own making",
    "278/attach-x217-inpatient-request.edi": "loops of its own making",
    "278/attach-x217-inpatient-response-approved.edi": "loops of its own making, with an STC",
    "278/attach-x217-inpatient-response-denied.edi": "loops of its own making, with an STC",
    "278/attach-x217-outpatient-request.edi": "loops of its own making",
    "278/attach-x217-outpatient-response.edi": "loops of its own making, with an STC",
    "278/stupidedi-request-for-non-emergency-transportation.edi": (
        "HL02 hangs services below services"
    ),
}
ENVELOPE = ("interchange-", "group-", "set-", "guide-", "repetition-")


@pytest.mark.parametrize("one", named([f for f in FACTS if f.kind in ABOUT_PATIENTS]))
def test_questions_and_answers_about_patients_become_records(one):
    found = [r for r in x12.read(one.path) if isinstance(r, ABOUT_PATIENTS[one.kind])]

    assert bool(found) == is_read(one)


@pytest.mark.parametrize(
    "one", named([f for f in FACTS if f.kind in ABOUT_PATIENTS and is_read(f)])
)
def test_only_files_known_to_be_flawed_break_their_guides(one):
    errors = [
        f
        for f in findings(one)
        if f.level <= 2 and f.severity == "error" and not f.rule.startswith(ENVELOPE)
    ]

    assert bool(errors) == (one.name in FLAWED), [f.sentence for f in errors]


@pytest.mark.parametrize(
    "one", named([f for f in FACTS if f.kind in ("271", "278") and "rejection" in f.shows])
)
def test_rejections_are_told(one):
    reasons = [
        rejection
        for record in x12.read(one.path)
        for rejection in (
            *getattr(record, "rejections", ()),
            *(r for b in getattr(record, "benefits", ()) for r in b.rejections),
        )
    ]

    assert reasons or one.name in FLAWED
