"""Each rule finds what it is for, in the place it is about, and only there."""

import pytest

from mainstay.engine.x12.checks.base import npi_is_valid
from mainstay.engine.x12.rules import RULES
from mainstay.engine.x12.tests.samples import (
    NPI_GROUP,
    body_277ca,
    body_835,
    body_837i,
    body_837p,
    body_999,
    claim,
    file_277ca,
    file_835,
    file_837i,
    file_837p,
    file_999,
    findings,
    line,
    other_payer,
    patient,
    payment,
    rules,
    subscriber,
)

DECIDED = line(
    1, ("HC", "99214"), "250", ("1",),
    ("SVD", "PAY99", "120", ("HC", "99214"), "", "1"),
    ("CAS", "CO", "45", "100"),
    ("CAS", "PR", "2", "30"),
    ("DTP", "573", "D8", "20260110"),
)  # fmt: skip

FILES = {
    "837P": file_837p(body_837p()),
    "dependent": file_837p(
        body_837p(subscriber(2, children=1, of=""), patient(3, 2, claim())),
    ),
    "secondary": file_837p(
        body_837p(subscriber(2, claim(others=other_payer("120"), lines=DECIDED)))
    ),
    "other payer": file_837p(
        body_837p(subscriber(2, claim(others=other_payer("120", ("CAS", "CO", "45", "130")))))
    ),
    "837I": file_837i(body_837i()),
    "835": file_835(body_835()),
    "plb": file_835(
        body_835("100", plb=[("PLB", NPI_GROUP, "20261231", ("L6", "X"), "-4")]),
    ),
    "999": file_999(body_999()),
    "277CA": file_277ca(body_277ca()),
}

# rule, file, what stands there, what is put in its place, where the finding points
FAULTS = [
    # SNIP 1 and 2: segments
    ("segment-unknown", "837P", "HL*2*1*22", "XYZ*1~HL*2*1*22", "XYZ"),
    ("segment-unexpected", "837P", "LX*1~", "N3*1 STREET~LX*1~", "N3"),
    ("segment-unexpected", "835", "N1*PE", "LQ*HE*N1~N1*PE", "LQ"),
    ("segment-late", "837P", "LX*1~", "REF*G1*AUTH~LX*1~", "REF"),
    ("segment-repeated", "837P", "REF*D9*CH000001~", "REF*D9*1~REF*D9*2~", "REF"),
    ("segment-missing", "837P", "HI*ABK:M5450*ABF:I10~", "", "HI"),
    ("segment-missing", "835", "N3*PO BOX 1~", "", "N3"),
    ("loop-missing", "837P", "NM1*PR*2*PAYER ONE*****PI*PAY01~", "", "NM1"),
    ("loop-repeated", "837P", "LX*1~", "NM1*82*1*B~NM1*82*1*C~LX*1~", "NM1"),
    ("loop-starter-missing", "837P", "LX*1~", "", "SV1"),
    ("qualifier-unexpected", "837P", "REF*D9*", "REF*ZZ*", "REF01"),
    ("hierarchy-parent", "837P", "HL*2*1*22", "HL*2*7*22", "HL02"),
    ("hierarchy-number", "837P", "HL*2*1*22", "HL*3*1*22", "HL01"),
    ("hierarchy-child", "837P", "HL*2*1*22*0", "HL*2*1*22*1", "HL04"),
    ("hierarchy-child", "dependent", "HL*2*1*22*1", "HL*2*1*22*0", "HL04"),
    # SNIP 1 and 2: elements
    ("element-missing", "837P", "CLM*ACC1*250*", "CLM**250*", "CLM01"),
    ("element-missing", "837P", "11:B:1", "11::1", "CLM05-2"),
    ("element-unused", "837P", "NM1*PR*2*PAYER ONE*", "NM1*PR*2*PAYER ONE*X", "NM104"),
    ("element-extra", "837P", "REF*6R*L1~", "REF*6R*L1***X~", "REF05"),
    ("element-repeated", "837P", "REF*6R*L1~", "REF*6R*L1^L2~", "REF02"),
    ("component-extra", "837P", "REF*6R*L1~", "REF*6R*L1:L2~", "REF02"),
    ("element-short", "837P", "N4*DAYTON*OH*45402~", "N4*D*OH*45402~", "N401"),
    ("element-long", "837P", "N3*4 OAK AVE~", "N3*" + "A" * 56 + "~", "N301"),
    ("element-characters", "837P", "*250***", "*2.5.0***", "CLM02"),
    ("element-characters", "837P", "N3*4 OAK AVE~", "N3*4 OAK\x07AVE~", "N301"),
    ("element-blank", "837P", "N3*4 OAK AVE~", "N3*4 OAK AVE* ~", "N302"),
    ("element-blanks", "837P", "N3*4 OAK AVE~", "N3*4 OAK AVE ~", "N301"),
    ("element-code", "837P", "DMG*D8*19700102*F", "DMG*D8*19700102*X", "DMG03"),
    ("date-invalid", "837P", "DTP*472*D8*20260105", "DTP*472*D8*20260229", "DTP03"),
    ("date-invalid", "837P", "DTP*472*D8*20260105", "DTP*472*RD8*20260105", "DTP03"),
    ("date-invalid", "835", "*98765*20260120", "*98765*20261320", "BPR16"),
    ("time-invalid", "837P", "*20260115*0930*CH", "*20260115*2530*CH", "BHT05"),
    ("elements-require", "837P", "MI*W000002", "MI", "NM109"),
    ("elements-require", "835", "CAS*CO*45*80~", "CAS*CO*45*80**253~", "CAS06"),
    ("elements-exclude", "837P", "N4*DAYTON*OH*45402~", "N4*DAYTON*OH*45402****OH~", "N407"),
    ("trailing-separator", "837P", "REF*6R*L1~", "REF*6R*L1**~", "REF04"),
    ("amount-unreadable", "837P", "*250***", "*250.001***", "CLM02"),
    ("quantity-unreadable", "837P", "*170*UN*1*", "*170*UN*1.00005*", "SV104"),
    ("date-unreadable", "837P", "DTP*472*D8*20260105", "DTP*472**20269905", "DTP03"),
    # SNIP 3
    ("claim-balance", "837P", "*250***", "*251***", "CLM02"),
    ("line-payer-balance", "secondary", "SVD*PAY99*120*", "SVD*PAY99*121*", "SVD02"),
    ("claim-payer-balance", "secondary", "AMT*D*120", "AMT*D*121", "AMT02"),
    ("payment-line-balance", "835", "CAS*CO*45*80~", "CAS*CO*45*81~", "SVC03"),
    ("payment-claim-balance", "835", "CAS*CO*45*80~", "CAS*CO*45*81~", "CLP04"),
    ("payment-charges-balance", "835", "*1*200*96*", "*1*201*96*", "CLP03"),
    ("payment-paid-balance", "835", "*1*200*96*", "*1*200*97*", "CLP04"),
    ("payment-total-balance", "835", "BPR*I*96*", "BPR*I*96.01*", "BPR02"),
    ("payment-total-balance", "plb", "L6:X*-4", "L6:X*4", "BPR02"),
    ("patient-share", "835", "*96*24*12", "*96*25*12", "CLP05"),
    ("status-count", "277CA", "QTY*90*1", "QTY*90*2", "QTY02"),
    ("status-amount", "277CA", "AMT*YY*180", "AMT*YY*18", "AMT02"),
    ("ack-accepted", "999", "AK9*P*2*2*1", "AK9*P*2*2*0", "AK904"),
    ("ack-received", "999", "AK9*P*2*2*1", "AK9*P*1*2*1", "AK904"),
    ("ack-verdict", "999", "AK9*P*2*2*1", "AK9*A*2*2*1", "AK901"),
    # SNIP 4: claims
    ("charge-negative", "837P", "*250***", "*-250***", "CLM02"),
    ("accident-date", "837P", "*Y*A*Y*Y~", "*Y*A*Y*Y**OA~", "CLM11"),
    ("accident-state", "837P", "*Y*A*Y*Y~", "*Y*A*Y*Y**AA~DTP*439*D8*20260101~", "CLM11-4"),
    ("admission-date", "837P", "11:B:1", "21:B:1", "CLM05-1"),
    ("admission-date", "837I", "DTP*435*DT*202601011430~", "", "CLM05-1"),
    ("original-reference", "837P", "11:B:1", "11:B:7", "CLM05-3"),
    ("other-payer-date", "other payer", "DTP*573*D8*20260110~", "", "SBR"),
    ("adjustment-group-repeated", "secondary", "CAS*PR*2*30~", "CAS*CO*2*30~", "CAS01"),
    ("other-payer-unknown", "secondary", "SVD*PAY99*", "SVD*PAY98*", "SVD01"),
    ("diagnosis-pointer", "837P", "*170*UN*1***1~", "*170*UN*1***1:3~", "SV107"),
    ("diagnosis-repeated", "837P", "ABF:I10", "ABF:M5450", "CLM"),
    ("relationship-self", "837P", "SBR*P*18*", "SBR*P**", "CLM"),
    ("relationship-dependent", "dependent", "SBR*P**", "SBR*P*18*", "SBR02"),
    ("subscriber-birth", "837P", "DMG*D8*19700102*F~", "", "CLM"),
    ("subscriber-address", "837P", "N3*4 OAK AVE~N4*DAYTON*OH*45402~", "", "CLM"),
    ("member-id", "837P", "*Q***MI*W000002", "*Q", "CLM"),
    ("attachment-number", "837P", "REF*D9", "PWK*OZ*FX~REF*D9", "PWK06"),
    ("line-number", "837P", "LX*2~", "LX*3~", "LX01"),
    ("dates-order", "837P", "DTP*472*D8*20260105", "DTP*472*RD8*20260106-20260105", "DTP03"),
    ("date-before-birth", "837P", "D8*19700102", "D8*20260106", "DTP03"),
    ("statement-dates", "837I", "DTP*472*D8*20260102", "DTP*472*D8*20260104", "DTP03"),
    ("adjustment-amount", "835", "CAS*CO*45*80~", "CAS*CO*45*80**253**1~", "CAS06"),
    # SNIP 4: payments
    ("payment-negative", "835", "BPR*I*96*", "BPR*I*-96*", "BPR02"),
    ("payment-method", "835", "*C*ACH*", "*C*NON*", "BPR04"),
    ("reversal-sign", "835", "CLP*ACC1*1*", "CLP*ACC1*22*", "CLP03"),
    (
        "payment-dates-order",
        "835",
        "DTM*232*20260105~",
        "DTM*232*20260106~DTM*233*20260105~",
        "CLP",
    ),
    ("plb-zero", "plb", "L6:X*-4", "L6:X*0", "PLB04"),
    # SNIP 5 and 7
    ("npi-check-digit", "837P", f"XX*{NPI_GROUP}", "XX*1234567890", "NM109"),
    ("npi-check-digit", "835", f"XX*{NPI_GROUP}", "XX*1234567890", "N104"),
    ("carc-shape", "835", "CAS*CO*45*", "CAS*CO*45A*", "CAS02"),
    ("procedure-shape", "837P", "HC:85025", "HC:850255", "SV101-2"),
    ("procedure-shape", "835", "SVC*HC:99214", "SVC*HC:9921", "SVC01-2"),
    ("revenue-shape", "837I", "SV2*0300", "SV2*300", "SV201"),
    ("taxonomy-shape", "837P", "PRV*PE*PXC*207Q00000X", "PRV*PE*PXC*207Q00000", "PRV03"),
    ("diagnosis-shape", "837P", "ABF:I10", "ABF:I1", "CLM"),
    ("diagnosis-edition", "837P", "ABK:M5450*ABF:I10", "BK:7242*BF:4019", "CLM"),
    ("postal-nine", "837P", "454021234", "45402", "N403"),
    ("state-known", "837P", "N4*DAYTON*OH*45402~", "N4*DAYTON*XX*45402~", "N402"),
    ("ndc-shape", "837P", "LX*2~", "LIN**N4*12345-6789-01~CTP****1*UN~LX*2~", "LIN03"),
    ("plb-code", "plb", "L6:X", "QQ:X", "PLB03"),
    ("remark-shape", "835", "LQ*HE*N130", "LQ*HE*X130", "LQ02"),
    ("claim-number-long", "837P", "CLM*ACC1*", "CLM*" + "A" * 21 + "*", "CLM01"),
    ("control-number-long", "837P", "REF*6R*L1~", "REF*6R*" + "L" * 31 + "~", "REF02"),
    ("number-unreadable", "999", "IK3*CLM*22*", "IK3*CLM*-2*", "IK302"),
]


@pytest.mark.parametrize(("rule", "name", "right", "wrong", "place"), FAULTS)
def test_a_fault_is_found_where_it_is(rule, name, right, wrong, place):
    text = FILES[name].decode()
    assert right in text
    found = [one for one in findings(text.replace(right, wrong, 1).encode()) if one.rule == rule]

    assert found, "the rule says nothing"
    first = found[0]
    named = first.segment_id + (f"{first.element:02}" if first.element else "")
    assert named + (f"-{first.component}" if first.component else "") == place
    assert (first.level, first.severity) == (RULES[rule].level, RULES[rule].severity)


@pytest.mark.parametrize("name", FILES)
def test_without_the_fault_there_is_nothing(name):
    assert findings(FILES[name]) == []


# Tried beside their samples: test_inquiry270, test_benefit271, test_claimstatus, test_review278.
ABOUT_PATIENTS = {
    "service-type",
    "reject-reason",
    "patient-person",
    "search-keys",
    "inquiry-missing",
    "answer-missing",
    "share-unreadable",
    "benefit-amount",
    "benefit-share",
    "benefit-group-opened",
    "benefit-group-closed",
    "claim-not-named",
    "claim-date-missing",
    "status-category",
    "status-line-charges",
    "status-line-paid",
    "review-response-only",
    "review-action",
    "review-number",
    "review-undecided",
    "review-event-missing",
    "review-admission-date",
    "review-earlier-number",
}


def test_every_rule_is_tried():
    elsewhere = {rule for rule in RULES if rule.startswith(
        ("interchange-", "group-", "set-", "guide-", "repetition-", "terminator-")
    )} | {"segment-outside", "segment-empty", "segment-unterminated"}  # fmt: skip

    assert {rule for rule, *_ in FAULTS} | elsewhere | ABOUT_PATIENTS == set(RULES)


def test_a_finding_says_everything_about_its_place():
    text = FILES["837P"].decode().replace("11:B:1", "11:C:1")
    [one] = findings(text.encode())
    at = one.at

    assert (at.isa13, at.gs06, at.st02) == ("000000001", "7", "0001")
    assert text.split("~")[at.segment - 1].startswith("CLM")
    assert at.st_segment == at.segment - 2
    assert text[at.byte :].startswith("CLM*")
    assert (one.loop, one.segment_id, one.element, one.component) == ("2300", "CLM", 5, 2)
    assert (one.code, one.value, one.level, one.severity) == ("7", "C", 2, "error")
    assert one.sentence == "CLM05-2 must be one of B."


def test_a_finding_about_a_line_points_at_the_line():
    text = FILES["837P"].decode().replace("HC:85025", "HC:85025X")
    [one] = findings(text.encode())

    assert text[one.at.byte :].startswith("LX*2")
    assert text.split("~")[one.at.segment - 1] == "LX*2"


def test_a_sentence_never_quotes_a_value():
    text = (
        FILES["837P"].decode().replace("NM1*IL*1*DOE*JANE", "NM1*IL*1*" + "SECRET" * 20 + "*JANE")
    )
    [one] = [one for one in findings(text.encode()) if one.rule == "element-long"]

    assert "SECRET" not in one.sentence
    assert "SECRET" in one.value


def test_what_is_missing_is_told_where_it_should_have_stood():
    text = FILES["837P"].decode().replace("HI*ABK:M5450*ABF:I10~", "")
    [missing] = [one for one in findings(text.encode()) if one.rule == "segment-missing"]

    assert text[missing.at.byte :].startswith("NM1*82")
    assert (missing.loop, missing.code) == ("2300", "3")


def test_segments_of_one_id_stand_in_any_order():
    extra = [
        ("DTP", "435", "D8", "20260104"),
        ("DTP", "431", "D8", "20260101"),
        ("REF", "F8", "ICN"),
        ("REF", "9F", "R"),
    ]

    assert rules(file_837p(body_837p(subscriber(2, claim(extra=extra))))) == []


def test_the_end_of_a_set_is_seen_after_a_level_that_nobody_knows():
    text = FILES["837P"].decode()
    last = text.rindex("~HL*") + 1
    level = text[last : text.index("~", last)]
    parts = level.split("*")
    parts[3] = "ZZ"
    found = findings(text.replace(level, "*".join(parts)).encode())

    assert found
    assert [one.sentence for one in found if one.segment_id == "SE"] == []


def test_a_lost_name_takes_what_belongs_to_it_along():
    text = (
        FILES["837P"]
        .decode()
        .replace("LX*1~", "NM1*QQ*2*WHO~N3*1 STREET~N4*TOWN*OH*44101~REF*G2*5~LX*1~", 1)
    )

    assert rules(text.encode()) == ["qualifier-unexpected", "set-count"]


def test_a_leap_day_is_a_date():
    text = FILES["837P"].decode().replace("D8*19700102", "D8*19720229")

    assert rules(text.encode()) == []


def test_the_fast_way_and_the_slow_way_agree():
    """The expression is compiled after some uses; before, each element is looked at."""
    levels = [subscriber(n, claim(f"C{n}")) for n in range(2, 60)]
    good = file_837p(body_837p(*levels))
    bad = (
        good.decode().replace("CLM*C50*250*", "CLM*C50*250.*").replace("*MI*W000055", "*QQ*W000055")
    )

    assert rules(good) == []
    assert [(one.rule, one.segment_id) for one in findings(bad.encode())] == [
        ("element-code", "NM1")
    ]


def test_secondary_claims_balance_line_by_line_and_as_a_whole():
    assert findings(FILES["secondary"]) == []


@pytest.mark.parametrize(("number", "is_valid"), [
    ("1234567893", True), ("1245319599", True), ("1234567890", False), ("123456789", False),
    ("12345678930", False), ("12345678٣", False), ("", False),
])  # fmt: skip
def test_npi_check_digit(number, is_valid):
    assert npi_is_valid(number) is is_valid


def test_a_secondary_payment_may_name_another_share():
    """CLP05 of a secondary payer counts what the primary left; it is not compared."""
    text = file_835(body_835("96", payment(status="2"))).decode().replace("*96*24*12", "*96*20*12")

    assert rules(text.encode()) == []
