"""Claims as records: every field from its own loop, never from the segment's id alone."""

from datetime import date

from mainstay.engine import x12
from mainstay.engine.x12.tests.samples import (
    NPI_DOCTOR,
    NPI_GROUP,
    body_837i,
    body_837p,
    claim,
    file_837i,
    file_837p,
    line,
    other_payer,
    patient,
    records,
    rules,
    subscriber,
)


def claims(*levels):
    return records(file_837p(body_837p(*levels)), x12.Claim837)


def test_a_claim_of_the_subscriber():
    [one] = claims()

    assert one.kind == "837P"
    assert one.billing == x12.Party(
        "FAMILY PRACTICE", id_qualifier="XX", id=NPI_GROUP, ids=(("EI", "311234567"),),
        address=x12.Address("1 MAIN ST", "", "DAYTON", "OH", "454021234", ""),
    )  # fmt: skip
    assert (one.billing_taxonomy, one.billing_tax_id) == ("207Q00000X", "311234567")
    assert (one.payer.name, one.payer.id) == ("PAYER ONE", "PAY01")
    assert (one.sequence, one.relationship, one.filing_indicator) == ("P", "18", "CI")
    assert (one.group_number, one.member_id) == ("GRP1", "W000002")
    assert (one.subscriber.name, one.subscriber.first, one.subscriber.middle) == (
        "DOE",
        "JANE",
        "Q",
    )
    assert one.patient == one.subscriber
    assert one.patient_is_subscriber
    assert (one.patient_birth_on, one.patient_sex) == (date(1970, 1, 2), "F")
    assert (one.claim_number, one.charge_cents) == ("ACC1", 25_000)
    assert (one.place_of_service, one.frequency) == ("11", "1")
    assert one.clearinghouse_number == "CH000001"
    assert one.diagnoses == (("ABK", "M5450"), ("ABF", "I10"))
    assert (one.rendering.id, one.rendering_taxonomy) == (NPI_DOCTOR, "207Q00000X")


def test_its_lines():
    first, second = claims()[0].lines

    assert (first.ordinal, first.line_number) == (1, "1")
    assert (first.qualifier, first.procedure, first.modifiers) == ("HC", "99214", ("25",))
    assert (first.charge_cents, first.unit, first.units_milli) == (17_000, "UN", 1000)
    assert first.pointers == (1,)
    assert (first.service_on, first.service_to_on) == (date(2026, 1, 5), date(2026, 1, 5))
    assert first.control_number == "L1"
    assert (second.procedure, second.modifiers, second.charge_cents) == ("85025", (), 8000)


def test_positions_of_a_claim_and_its_lines():
    data = file_837p(body_837p())
    segments = data.decode().split("~")
    [one] = records(data, x12.Claim837)

    assert segments[one.at.segment - 1].startswith("CLM*ACC1")
    assert data[one.at.byte :].startswith(b"CLM*ACC1")
    assert one.at.st_segment == one.at.segment - 2
    assert [segments[line.segment - 1] for line in one.lines] == ["LX*1", "LX*2"]
    assert segments[one.end_segment - 1] == "REF*6R*L2"


def test_a_dependent_is_the_patient_and_the_subscriber_stays_the_subscriber():
    [one] = claims(subscriber(2, children=1, of=""), patient(3, 2, claim()))

    assert (one.subscriber.first, one.member_id) == ("JANE", "W000002")
    assert (one.patient.first, one.patient_birth_on) == ("TIM", date(2015, 6, 7))
    assert one.relationship == "19"
    assert not one.patient_is_subscriber


def test_after_a_dependent_the_next_subscriber_is_the_patient_again():
    found = claims(
        subscriber(2, children=1, of=""),
        patient(3, 2, claim("A")),
        patient(4, 2, claim("B")),
        subscriber(5, claim("C")),
    )

    assert [one.patient.first for one in found] == ["TIM", "TIM", "JANE"]
    assert [one.member_id for one in found] == ["W000002", "W000002", "W000005"]


def test_a_dependent_belongs_to_the_subscriber_its_hl_names():
    levels = (
        subscriber(2, children=1, of=""),
        subscriber(3, claim("OWN")),
        patient(4, 2, claim("CHILD")),
    )
    own, child = claims(*levels)

    assert (own.claim_number, own.member_id) == ("OWN", "W000003")
    assert (child.claim_number, child.member_id) == ("CHILD", "W000002")


def test_an_hl_that_names_no_open_level_is_a_finding():
    levels = (subscriber(2, children=1, of=""), patient(3, 9, claim()))

    assert "hierarchy-parent" in rules(file_837p(body_837p(*levels)))
    assert claims(*levels)[0].member_id == "W000002"


def test_several_claims_of_one_patient():
    assert [one.claim_number for one in claims(subscriber(2, claim("A"), claim("B")))] == ["A", "B"]


def test_numbers_dates_and_amounts_of_a_claim():
    extra = [
        ("DTP", "431", "D8", "20251201"),
        ("DTP", "439", "D8", "20251130"),
        ("DTP", "435", "D8", "20251202"),
        ("AMT", "F5", "20.5"),
        ("REF", "9F", "REFERRAL"),
        ("REF", "G1", "AUTH"),
        ("REF", "F8", "ICN-1"),
    ]
    [one] = claims(subscriber(2, claim(frequency="7", extra=extra)))

    assert (one.onset_on, one.accident_on) == (date(2025, 12, 1), date(2025, 11, 30))
    assert one.admission_on == date(2025, 12, 2)
    assert one.patient_paid_cents == 2050
    assert (one.referral, one.authorization) == ("REFERRAL", "AUTH")
    assert (one.frequency, one.payer_claim_number) == ("7", "ICN-1")


def test_related_causes_of_an_accident():
    segments = claim()
    segments[0] = (*segments[0], "", ("AA", "", "", "OH"))
    [one] = claims(subscriber(2, segments))

    assert (one.related_causes, one.accident_state) == (("AA",), "OH")


def test_another_payer_does_not_touch_the_payer_of_the_claim():
    others = other_payer("120", ("CAS", "CO", "45", "100"), ("CAS", "PR", "2", "20", "", "3", "10"))
    [one] = claims(subscriber(2, claim(others=others)))
    [other] = one.other_payers

    assert (one.payer.id, one.member_id, one.sequence) == ("PAY01", "W000002", "P")
    assert (other.payer.name, other.payer.id, other.member_id) == ("FIRST PAYER", "PAY99", "P555")
    assert (other.sequence, other.relationship, other.group_number) == ("P", "18", "GRP7")
    assert (other.paid_cents, other.adjudicated_on) == (12_000, date(2026, 1, 10))
    assert [(a.group, a.carc, a.cents) for a in other.adjustments] == [
        ("CO", "45", 10_000),
        ("PR", "2", 2000),
        ("PR", "3", 1000),
    ]
    assert one.lines[0].adjudications == ()


def test_a_decision_about_a_line_stays_with_the_line():
    decided = line(
        1, ("HC", "99214"), "250", ("1",),
        ("SVD", "PAY99", "120", ("HC", "99213", "25"), "", "1"),
        ("CAS", "CO", "45", "100"),
        ("CAS", "PR", "2", "30", "1.5"),
        ("DTP", "573", "D8", "20260110"),
    )  # fmt: skip
    others = other_payer("120")
    [one] = claims(subscriber(2, claim(others=others, lines=decided)))
    [decision] = one.lines[0].adjudications

    assert one.other_payers[0].adjustments == ()
    assert (decision.payer_id, decision.paid_cents, decision.units_milli) == ("PAY99", 12_000, 1000)
    assert (decision.procedure, decision.modifiers) == ("99213", ("25",))
    assert decision.adjudicated_on == date(2026, 1, 10)
    assert [(a.carc, a.cents, a.quantity_milli) for a in decision.adjustments] == [
        ("45", 10_000, None),
        ("2", 3000, 1500),
    ]


def test_providers_by_loop():
    lines = [
        *line(),
        ("NM1", "82", "1", "SUBSTITUTE", "AMY", "", "", "", "XX", NPI_GROUP),
        ("NM1", "DK", "1", "ORDERING", "OTTO", "", "", "", "XX", NPI_DOCTOR),
        ("N3", "9 ELM ST"),
        ("N4", "DAYTON", "OH", "45402"),
    ]
    extra_names = [
        ("NM1", "DN", "1", "REFERRING", "RUTH"),
        ("NM1", "77", "2", "SURGERY CENTER"),
        ("N3", "2 SIDE ST"),
        ("N4", "DAYTON", "OH", "454029999"),
        ("NM1", "DQ", "1", "SUPERVISOR", "SAM"),
    ]
    [one] = claims(subscriber(2, claim(charge="170", others=extra_names, lines=lines)))

    assert one.rendering.name == "WELBY"
    assert one.referring.name == "REFERRING"
    assert (one.facility.name, one.facility.address.line1) == ("SURGERY CENTER", "2 SIDE ST")
    assert one.supervising.name == "SUPERVISOR"
    assert one.lines[0].rendering.name == "SUBSTITUTE"
    assert one.patient.address.line1 == "4 OAK AVE"


def test_drug_authorization_and_place_of_a_line():
    lines = [
        ("LX", "1"),
        ("SV1", ("HC", "J1100", "", "", "", "", "DEXAMETHASONE"), "250", "UN", "2.5", "12", "",
         ("1", "2")),
        ("DTP", "472", "RD8", "20260105-20260107"),
        ("REF", "G1", "AUTH9"),
        ("LIN", "", "N4", "12345678901"),
        ("CTP", "", "", "", "2", "ML"),
    ]  # fmt: skip
    [one] = claims(subscriber(2, claim(lines=lines)))[0].lines

    assert (one.description, one.units_milli, one.place_of_service) == ("DEXAMETHASONE", 2500, "12")
    assert one.pointers == (1, 2)
    assert (one.service_on, one.service_to_on) == (date(2026, 1, 5), date(2026, 1, 7))
    assert (one.authorization, one.ndc) == ("AUTH9", "12345678901")


def test_an_institutional_claim():
    [one] = records(file_837i(body_837i()), x12.Claim837)

    assert one.kind == "837I"
    assert (one.charge_cents, one.place_of_service, one.frequency) == (120_050, "11", "1")
    assert (one.statement_from_on, one.statement_to_on) == (date(2026, 1, 1), date(2026, 1, 3))
    assert one.admission_on == date(2026, 1, 1)
    assert one.attending.name == "WELBY"
    assert one.diagnoses == (("ABK", "J189"),)
    room, lab = one.lines
    assert (room.revenue_code, room.procedure, room.units_milli) == ("0120", "", 2000)
    assert (lab.revenue_code, lab.procedure, lab.charge_cents) == ("0300", "85025", 20_000)


def test_unreadable_values_are_none_with_a_finding_and_lose_nothing_else():
    text = file_837p(body_837p()).decode()
    broken = text.replace("CLM*ACC1*250*", "CLM*ACC1*25O*").replace("*D8*20260105", "*D8*20260231")
    [one] = records(broken.encode(), x12.Claim837)

    assert one.charge_cents is None
    assert [line.service_on for line in one.lines] == [None, None]
    assert [line.charge_cents for line in one.lines] == [17_000, 8000]
    assert rules(broken.encode()).count("date-invalid") == 2
    told = []
    list(x12.read(broken.encode(), on_finding=told.append))
    assert [(f.rule, f.element) for f in told if f.segment_id == "CLM"] == [
        ("element-characters", 2)
    ]


def test_an_amount_finer_than_a_cent_is_refused_not_rounded():
    text = file_837p(body_837p()).decode().replace("*170*UN", "*170.005*UN")
    [one] = records(text.encode(), x12.Claim837)

    assert one.lines[0].charge_cents is None
    assert "amount-unreadable" in rules(text.encode())


def test_a_claim_without_its_levels_is_still_read():
    text = file_837p(body_837p()).decode()
    without = "~".join(s for s in text.split("~") if not s.startswith(("HL*", "LX*")))
    [one] = records(without.encode(), x12.Claim837)

    assert (one.claim_number, one.member_id, one.billing.id) == ("ACC1", "W000002", NPI_GROUP)
    assert [line.procedure for line in one.lines] == ["99214", "85025"]
    assert "loop-starter-missing" in rules(without.encode())


def test_a_subscriber_under_a_lost_level_is_not_mixed_up_with_the_one_before():
    levels = (subscriber(2, claim("GOOD")), subscriber(3, claim("LOST")), subscriber(4, claim("C")))
    text = file_837p(body_837p(*levels)).decode().replace("HL*3*1*22", "HL*3*1*2Z")
    found = records(text.encode(), x12.Claim837)

    assert [(one.claim_number, one.member_id) for one in found] == [
        ("GOOD", "W000002"),
        ("C", "W000004"),
    ]
    assert "qualifier-unexpected" in rules(text.encode())


def test_what_stands_before_a_claim_is_not_the_claims():
    stray = [("NM1", "DN", "1", "STRAY", "SAM"), ("LX", "9"), *line(9)[1:]]
    text = file_837p(body_837p(subscriber(2, [*stray, *claim()])))
    [one] = records(text, x12.Claim837)

    assert one.referring is None
    assert [line.procedure for line in one.lines] == ["99214", "85025"]
    assert "loop-starter-missing" in rules(text)


def test_a_claim_keeps_nothing_of_the_claim_before():
    first = claim("A", frequency="7", extra=[("REF", "F8", "ICN"), ("AMT", "F5", "20")])
    second = claim("B", others=other_payer("1"), lines=line())
    third = claim("C")
    found = claims(subscriber(2, first, second, third))

    assert [one.payer_claim_number for one in found] == ["ICN", "", ""]
    assert [one.patient_paid_cents for one in found] == [2000, None, None]
    assert [len(one.other_payers) for one in found] == [0, 1, 0]
    assert [len(one.lines) for one in found] == [2, 1, 2]
    assert [one.diagnoses for one in found] == [(("ABK", "M5450"), ("ABF", "I10"))] * 3
