"""What is answered to a file: TA1, 999 and 277CA from its findings."""

from datetime import datetime

import pytest

from mainstay.engine import x12
from mainstay.engine.x12.elements import data_element
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
    interchange,
    payment,
    subscriber,
)

ENVELOPE = x12.Envelope(
    sender="PAYER", receiver="PRACTICE", isa13=900, at=datetime(2026, 1, 16, 8, 0), gs06=77
)
PAYER = x12.Party("PAYER ONE", id_qualifier="PI", id="PAY01")


def answer(source, *ids, **more):
    """The segments of the answer that begin with one of these ids."""
    data = x12.acknowledge(source, ENVELOPE, **more).decode()
    return [one for one in data.split("~") if one.split("*")[0] in ids]


def with_changes(data, *changes):
    text = data.decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text.encode()


GOOD = file_837p(body_837p(), body_837p(subscriber(2, claim("ACC2"))))


@pytest.mark.parametrize(
    "source",
    [GOOD, file_837i(body_837i()), file_835(body_835()), file_277ca(body_277ca())],
    ids=["837P", "837I", "835", "277CA"],
)
def test_a_clean_file_gets_a_clean_999(source):
    data = x12.acknowledge(source, ENVELOPE)

    assert [one.sentence for one in x12.check(data)] == []
    [group] = [one for one in x12.read(data) if isinstance(one, x12.GroupAck999)]
    sets = [one for one in x12.read(data) if isinstance(one, x12.SetAck999)]
    assert {one.code for one in sets} == {"A"}
    assert (group.code, group.errors) == ("A", ())
    assert group.included == group.received == group.accepted == len(sets)


def test_the_answer_names_group_and_sets():
    assert answer(GOOD, "GS", "AK1", "AK2", "IK5", "AK9") == [
        "GS*FA*PAYER*PRACTICE*20260116*0800*77*X*005010X231A1",
        "AK1*HC*7*005010X222A1",
        "AK2*837*0001*005010X222A1",
        "IK5*A",
        "AK2*837*0002*005010X222A1",
        "IK5*A",
        "AK9*A*2*2*2",
    ]


def test_an_835_without_st03_is_answered_without_it():
    assert answer(file_835(body_835()), "AK1", "AK2") == ["AK1*HP*7*005010X221A1", "AK2*835*0001"]


def test_an_element_error_is_told_with_its_place_number_and_value():
    bad = with_changes(GOOD, ("11:B:1", "11:B:X1X"))

    assert answer(bad, "IK3", "CTX", "IK4", "IK5", "AK9") == [
        "IK3*CLM*19*2300*8",
        "CTX*CLM01:ACC1",
        "IK4*5:3*1325*5*X1X",
        "IK5*R*5",
        "IK5*A",
        "AK9*P*2*2*1",
    ]


def test_a_loop_is_told_by_its_first_four_characters():
    bad = with_changes(GOOD, ("N4*DAYTON*OH*45402~", "N4*D*OH*45402~"))

    assert answer(bad, "IK3", "CTX", "IK4") == [
        "IK3*N4*16*2010*8",
        "CTX*SUBSCRIBER NAME NM109:W000002",
        "IK4*1*19*4*D",
    ]


def test_a_segment_missing_and_one_unknown():
    bad = with_changes(GOOD, ("SV1*HC:99214:25*170*UN*1***1~", "XYZ*1~"))

    assert answer(bad, "IK3")[:2] == ["IK3*XYZ*25*2400*1", "IK3*SV1*26*2400*3"]


def test_what_a_situation_demands_is_told_with_its_trigger():
    bad = with_changes(GOOD, ("*Y*A*Y*Y~", "*Y*A*Y*Y**AA:::OH~"))

    assert answer(bad, "IK3", "CTX", "IK4", "IK5")[:4] == [
        "IK3*DTP*19*2300*I6",
        "CTX*CLM01:ACC1",
        "CTX*SITUATIONAL TRIGGER*CLM*19*2300*11",
        "IK5*R*5",
    ]


def test_errors_of_one_segment_share_their_ik3():
    bad = with_changes(GOOD, ("11:B:1*Y*A", "11:B:X1X*Q*A"))

    assert answer(bad, "IK3", "IK4") == [
        "IK3*CLM*19*2300*8", "IK4*5:3*1325*5*X1X", "IK4*6*1073*7*Q",
    ]  # fmt: skip


def test_a_balance_is_no_matter_of_the_999_unless_asked():
    bad = with_changes(GOOD, ("CLM*ACC1*250*", "CLM*ACC1*251*"))

    assert answer(bad, "AK9") == ["AK9*A*2*2*2"]
    assert answer(bad, "IK4", "AK9", levels=frozenset((1, 2, 3))) == [
        "IK4*2*782*I12", "AK9*P*2*2*1",
    ]  # fmt: skip


def test_warnings_are_noted_and_accepted():
    noted = with_changes(GOOD, ("N3*1 MAIN ST~", "N3*1 MAIN ST*~"))

    assert answer(noted, "IK5", "AK9") == ["IK5*E", "IK5*A", "AK9*E*2*2*2"]


@pytest.mark.parametrize(
    ("version", "st01", "functional", "codes"),
    [
        ("005010X224A2", "837", "HC", ("I6", "2")),
        ("004010X098A1", "837", "HC", ("I6", "2")),
        ("005010X220A1", "834", "BE", ("1", "1")),
        ("009999X999", "837", "HC", ("I6", "2")),
    ],
)
def test_a_refused_guide_rejects_set_and_group_with_the_right_code(
    version, st01, functional, codes
):
    data = interchange(st01, version, functional, [("BHT", "0019", "00")])

    assert answer(data, "AK2", "IK5", "AK9") == [
        f"AK2*{st01}*0001*{version}", f"IK5*R*{codes[0]}", f"AK9*R*1*1*0*{codes[1]}",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("~SE*", "~SE*9"), "4"),
        (("*0001~ST", "*0009~ST"), "3"),
    ],
)
def test_trailers_of_a_set_have_codes_of_their_own(change, code):
    assert answer(with_changes(GOOD, change), "IK5")[0] == f"IK5*R*{code}"


@pytest.mark.parametrize(
    ("change", "last"),
    [
        (("GE*2*7", "GE*3*7"), "AK9*R*3*2*0*5"),
        (("GE*2*7", "GE*2*8"), "AK9*R*2*2*0*4"),
        (("GE*2*7~", ""), "AK9*R*2*2*0*3"),
    ],
)
def test_a_wrong_group_trailer_rejects_the_group(change, last):
    data = with_changes(GOOD, change)

    assert answer(data, "AK9") == [last]
    assert [one.rule for one in x12.check(x12.acknowledge(data, ENVELOPE))] == []


def test_a_set_cut_short_is_told():
    data = GOOD[: GOOD.index(b"~SE*")] + b"~GE*1*7~IEA*1*000000001~"

    assert answer(data, "IK5") == ["IK5*R*2"]


def ta1(data, **more):
    return answer(data, "TA1", "AK9", **more)


def test_a_ta1_is_given_where_it_is_asked_for():
    asked = with_changes(GOOD, ("*0*P*:", "*1*P*:"))

    assert ta1(GOOD) == ["AK9*A*2*2*2"]
    assert ta1(asked) == ["TA1*000000001*260115*0930*A*000", "AK9*A*2*2*2"]
    assert ta1(asked, ta1="never") == ["AK9*A*2*2*2"]
    assert ta1(GOOD, ta1="always")[0] == "TA1*000000001*260115*0930*A*000"


@pytest.mark.parametrize(
    ("change", "note"),
    [
        (("IEA*1*000000001", "IEA*1*000000002"), "001"),
        (("IEA*1*", "IEA*2*"), "021"),
        (("IEA*1*000000001~", ""), "023"),
    ],
)
def test_a_broken_interchange_is_rejected_without_a_999(change, note):
    assert ta1(with_changes(GOOD, change)) == [f"TA1*000000001*260115*0930*R*{note}"]


def test_an_odd_interchange_is_accepted_with_a_note():
    odd = with_changes(GOOD, ("ISA*00*", "ISA*09*"))

    assert ta1(odd) == ["TA1*000000001*260115*0930*E*010", "AK9*A*2*2*2"]


def test_each_interchange_and_group_is_answered():
    both = GOOD + file_835(body_835(), isa13=2)

    assert answer(both, "AK1", "ST", "IEA") == [
        "ST*999*0001*005010X231A1", "AK1*HC*7*005010X222A1",
        "ST*999*0002*005010X231A1", "AK1*HP*7*005010X221A1", "IEA*1*000000900",
    ]  # fmt: skip


def test_acknowledgements_are_not_acknowledged():
    with pytest.raises(x12.X12Error, match="no records"):
        x12.acknowledge(file_999(body_999()), ENVELOPE)


def test_a_value_quoted_cannot_break_the_answer():
    delims = x12.Delimiters("|", ">", "!", "\n")
    body = body_837p(subscriber(2, claim("A*B~C")))
    body = [("NM1", "85", "7") if one[:2] == ("NM1", "85") else one for one in body]
    body = [(*one[:-1], "bad~*:value" * 20) if one[0] == "SBR" else one for one in body]
    data = x12.acknowledge(file_837p(body, delims=delims), ENVELOPE)
    [one] = [record for record in x12.read(data) if isinstance(record, x12.SetAck999)]
    values = [error.bad_value for error in one.segment_errors]

    assert any("bad   value" in value for value in values)
    assert max(map(len, values)) <= 99


def test_numbers_of_data_elements():
    assert data_element("CLM", 1) == "1028"
    assert data_element("CLM", 5) == ""
    assert data_element("CLM", 5, 1) == "1331"
    assert data_element("ZZZ", 1) == data_element("CLM", 99) == ""


# 277CA


def claims_answered(source):
    data = x12.acknowledge_claims(source, ENVELOPE, payer=PAYER)
    return data, [one for one in x12.read(data) if isinstance(one, x12.ClaimStatus277)]


def test_good_claims_are_accepted():
    data, claims = claims_answered(GOOD)

    assert [one.sentence for one in x12.check(data)] == []
    assert [(one.claim_number, one.action) for one in claims] == [("ACC1", "WQ"), ("ACC2", "WQ")]
    assert claims[0].statuses == (x12.Status277("A2", "20"),)
    assert (claims[0].charge_cents, claims[0].patient.name) == (25_000, "DOE")
    assert claims[0].provider.id == NPI_GROUP
    assert claims[0].batch_reference == "BATCH7"


def test_a_wrong_claim_is_rejected_alone_with_its_reasons():
    body = body_837p(subscriber(2, claim("GOOD"), claim("OFF", "251"), claim("FIX", frequency="7")))
    data, claims = claims_answered(file_837p(body))

    assert [one.sentence for one in x12.check(data)] == []
    assert [(one.claim_number, one.action, one.statuses[0]) for one in claims] == [
        ("GOOD", "WQ", x12.Status277("A2", "20")),
        ("OFF", "U", x12.Status277("A8", "400")),
        ("FIX", "U", x12.Status277("A6", "464", "PR")),
    ]
    [_, receiver] = [one for one in x12.read(data) if isinstance(one, x12.BatchStatus277)]
    assert (receiver.accepted_count, receiver.rejected_count) == (1, 2)
    assert (receiver.accepted_cents, receiver.rejected_cents) == (25_000, 50_100)


def test_an_error_of_the_subscriber_rejects_the_claims_below():
    body = body_837p(subscriber(2, claim("A")), subscriber(3, claim("B")))
    bad = with_changes(file_837p(body), ("DMG*D8*19700102*F~", ""))
    _, claims = claims_answered(bad)

    assert [(one.claim_number, one.action) for one in claims] == [("A", "U"), ("B", "WQ")]
    assert claims[0].statuses == (x12.Status277("A6", "158", "IL"),)


def test_a_file_without_claims_has_nothing_to_answer():
    with pytest.raises(x12.X12Error, match="no records"):
        x12.acknowledge_claims(file_835(body_835("96", payment())), ENVELOPE, payer=PAYER)
