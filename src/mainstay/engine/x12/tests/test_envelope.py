"""Interchange, group and set: what is missing, doubled or wrong never hides what is whole."""

from datetime import date, datetime

import pytest

from mainstay.engine import x12
from mainstay.engine.x12.tests.samples import (
    body_835,
    body_837p,
    file_835,
    file_837p,
    findings,
    interchange,
    records,
    rules,
)


def text_of(data: bytes) -> str:
    return data.decode("latin-1")


def test_the_start_says_who_sent_what_and_when():
    [start] = records(file_837p(body_837p()), x12.TransactionStart)

    assert start.kind == "837P"
    assert start.guide == "005010X222A1"
    assert (start.isa_sender, start.isa_receiver) == ("SENDER", "RECEIVER")
    assert start.isa_at == datetime(2026, 1, 15, 9, 30)
    assert (start.gs_sender, start.gs_receiver) == ("SENDER", "RECEIVER")
    assert start.gs_on == date(2026, 1, 15)
    assert (start.reference, start.created_on) == ("BATCH7", date(2026, 1, 15))
    assert start.supported
    assert not start.test
    assert (start.at.isa13, start.at.gs06, start.at.st02) == ("000000001", "7", "0001")
    assert (start.at.segment, start.at.st_segment) == (3, 1)


def test_the_end_says_how_many_segments_and_that_all_is_there():
    [end] = records(file_835(body_835()), x12.TransactionEnd)

    assert end.segments == len(body_835()) + 2
    assert end.complete
    assert end.errors == 0
    assert len(end.body_sha256) == 64


def test_two_sets_two_groups_two_interchanges_in_file_order():
    data = file_837p(body_837p(), body_837p()) + file_835(body_835(), isa13=2)
    kinds = [one.kind for one in records(data, x12.TransactionEnd)]

    assert kinds == ["837P", "837P", "835"]
    assert rules(data) == []


def test_hash_ignores_envelope_control_numbers_layout_and_production_date():
    plain = file_835(body_835())
    spread = file_835(
        body_835(produced="20260119"),
        isa13=77,
        delims=x12.Delimiters("|", ">", "^", "!", line_break="\r\n"),
    ).replace(b"ST|835|0001", b"ST|835|9001").replace(b"SE|23|0001", b"SE|23|9001")  # fmt: skip
    with_tails = plain.replace(b"N3*PO BOX 1~", b"N3*PO BOX 1***~").replace(
        b"SVC*HC:99214:25*", b"SVC*HC:99214:25::*"
    )
    hashes = {
        records(one, x12.TransactionEnd)[0].body_sha256 for one in (plain, spread, with_tails)
    }

    assert len(hashes) == 1


def test_hash_sees_every_change_of_content():
    first = records(file_835(body_835()), x12.TransactionEnd)[0].body_sha256
    other = records(file_835(body_835(trace="EFT002")), x12.TransactionEnd)[0].body_sha256
    moved = file_835(body_835()).replace(b"*CO*45*80~", b"*CO**80*45~")

    assert first != other
    assert records(moved, x12.TransactionEnd)[0].body_sha256 not in (first, other)


@pytest.mark.parametrize(
    ("right", "wrong", "rule", "code"),
    [
        ("SE*23*0001", "SE*24*0001", "set-count", "4"),
        ("SE*23*0001", "SE*X*0001", "set-count", "4"),
        ("SE*23*0001", "SE*23*0002", "set-control", "3"),
        ("GE*1*7", "GE*2*7", "group-count", "5"),
        ("GE*1*7", "GE*1*8", "group-control", "4"),
        ("IEA*1*000000001", "IEA*0*000000001", "interchange-count", "021"),
        ("IEA*1*000000001", "IEA*1*000000002", "interchange-control", "001"),
        ("IEA*1*000000001~", "", "interchange-trailer-missing", "023"),
        ("GE*1*7~", "", "group-trailer-missing", "3"),
        ("SE*23*0001~", "", "set-trailer-missing", "2"),
        ("GE*1*7~", "GE*1*7~GE*1*7~", "group-trailer-stray", "022"),
        ("SE*23*0001~", "SE*23*0001~SE*23*0001~", "set-trailer-stray", "022"),
        ("GE*1*7~", "REF*G1*X~N3*Y~GE*1*7~", "segment-outside", "022"),
        ("*0*P*:~", "*0*X*:~", "interchange-code", "020"),
        ("*ZZ*SENDER ", "*Z9*SENDER ", "interchange-code", "005"),
        ("*260115*0930*^", "*269915*0930*^", "interchange-date", "014"),
        ("*00501*", "*00601*", "interchange-version", "017"),
        ("*00501*000000001*", "*00501*00000000A*", "interchange-number", "018"),
        ("*ZZ*SENDER         *", "*ZZ*SENDER*", "interchange-width", "022"),
        ("*RECEIVER*20260115*0930*7", "*RECEIVER*260115*0930*7", "group-header-value", "024"),
        ("*RECEIVER*20260115*0930*7", "*RECEIVER*20260115*9930*7", "group-header-value", "024"),
        ("*7*X*005010", "*7*T*005010", "group-header-value", "024"),
        ("*7*X*005010", "**X*005010", "group-header-short", "022"),
        ("GS*HP", "TA1*000000042*260115*0930*Q*000~GS*HP", "interchange-ack", "024"),
    ],
)
def test_each_fault_of_an_envelope_is_one_finding(right, wrong, rule, code):
    text = text_of(file_835(body_835()))
    assert right in text
    found = findings(text.replace(right, wrong, 1).encode())

    assert rule in [one.rule for one in found]
    assert next(one.code for one in found if one.rule == rule) == code
    assert len(records(text.replace(right, wrong, 1).encode(), x12.ClaimPayment835)) == 1


def test_a_transaction_set_without_group_is_read():
    text = text_of(file_835(body_835()))
    start = text.index("GS*")
    data = (text[:start] + text[text.index("ST*835") :]).encode()

    assert len(records(data, x12.ClaimPayment835)) == 1
    assert "group-header-missing" in rules(data)


def test_a_truncated_file_keeps_what_is_whole():
    data = file_835(body_835(), body_835(trace="EFT002"))
    cut = data[: data.index(b"TRN*1*EFT002") + 30]
    ends = records(cut, x12.TransactionEnd)

    assert [one.complete for one in ends] == [True, False]
    assert len(records(cut, x12.ClaimPayment835)) == 1
    assert {"segment-unterminated", "set-trailer-missing", "group-trailer-missing",
            "interchange-trailer-missing"} <= set(rules(cut))  # fmt: skip


def test_a_broken_neighbour_costs_only_itself():
    good = file_835(body_835())
    broken = good.replace(b"BPR", b"XXX").replace(b"CLP", b"C~P")
    unreadable = b"ISA*00*broken header~"
    data = good + broken + unreadable + good

    assert len(records(data, x12.ClaimPayment835)) == 2
    assert "interchange-header" in rules(data)


def test_acknowledgements_of_interchanges_wherever_they_stand():
    ta1 = ("TA1", "000000042", "260115", "0930", "A", "000")
    before = text_of(file_835(body_835(), ta1=[ta1]))
    after = before.replace("TA1*000000042*260115*0930*A*000~", "").replace(
        "IEA*", "TA1*000000042*260115*0930*A*000~IEA*"
    )
    for text in (before, after):
        [ack] = records(text.encode(), x12.InterchangeAck)
        assert (ack.isa13, ack.isa_on, ack.code) == ("000000042", date(2026, 1, 15), "A")
        assert rules(text.encode()) == []


def test_the_same_control_number_twice():
    text = text_of(file_835(body_835(), body_835(trace="EFT002"))).replace("*0002", "*0001")

    assert "set-control-repeated" in rules(text.encode())


@pytest.mark.parametrize(
    ("st01", "version", "functional", "kind"),
    [
        ("837", "005010X224A2", "HC", "837D"),
        ("834", "005010X220A1", "BE", "834"),
        ("820", "005010X218", "RA", "820"),
        ("275", "006020X314", "PI", "275"),
        ("824", "005010X186A1", "AG", "824"),
        ("278", "005010X216", "HI", "278"),
        ("837", "004010X098A1", "HC", "837P"),
        ("835", "004010X091A1", "HP", "835"),
        ("850", "004010", "PO", "850"),
    ],
)
def test_refused_guides_are_counted_and_hashed_but_not_read(st01, version, functional, kind):
    data = interchange(st01, version, functional, [("BHT", "0019", "00", "REF7", "20260115")])
    start, end = x12.read(data)

    assert (start.kind, start.supported, start.reference) == (kind, False, "REF7")
    assert (end.segments, end.complete) == (3, True)
    assert set(rules(data)) & {"guide-refused", "guide-unknown"}


@pytest.mark.parametrize(
    ("st01", "version", "functional"),
    [
        ("270", "005010X279A1", "HS"),
        ("271", "005010X279A1", "HB"),
        ("276", "005010X212", "HR"),
        ("277", "005010X212", "HN"),
        ("278", "005010X217", "HI"),
    ],
)
def test_a_set_of_nothing_but_its_beginning_is_told_apart_by_its_version(st01, version, functional):
    data = interchange(st01, version, functional, [("BHT", "0022", "13", "R", "20260115")])
    start = next(x12.read(data))

    assert (start.kind, start.supported) == (st01, True)
    assert "loop-missing" in rules(data)


@pytest.mark.parametrize(
    "version", ["005010X222", "005010X222A1", "005010X222A2"]
)  # fmt: skip
def test_addenda_of_a_guide_are_accepted(version):
    data = interchange("837", version, "HC", body_837p())

    assert len(records(data, x12.Claim837)) == 1
    assert rules(data) == []


def test_versions_that_disagree_are_an_error_not_a_crash():
    text = text_of(file_837p(body_837p()))
    st03 = text.replace("ST*837*0001*005010X222A1", "ST*837*0001*005010X223A2")
    gs08 = text.replace("*X*005010X222A1~", "*X*SOMETHING~")
    gs01 = text.replace("GS*HC*", "GS*HP*")
    neither = gs08.replace("ST*837*0001*005010X222A1", "ST*837*0001")

    for data, rule, claims in (
        (st03, "guide-set-version", 1),
        (gs08, "guide-group-version", 1),
        (gs01, "guide-functional-id", 1),
        (neither, "guide-unknown", 0),
    ):
        assert rule in rules(data.encode())
        assert len(records(data.encode(), x12.Claim837)) == claims


def test_a_remittance_is_known_without_any_version():
    text = text_of(file_835(body_835())).replace("*X*005010X221A1~", "*X~")

    assert len(records(text.encode(), x12.ClaimPayment835)) == 1


def test_errors_of_a_set_are_counted_at_its_end():
    text = text_of(file_835(body_835())).replace("*CO*45*80~", "*XX*45*80~")
    told = []
    *_, end = x12.read(text.encode(), on_finding=told.append)

    assert end.errors == sum(one.severity == "error" for one in told) == 1


def test_a_finding_comes_before_the_record_it_is_about():
    text = text_of(file_835(body_835())).replace("*200*96*", "*210*96*")
    seen: list[str] = []
    reading = x12.read(text.encode(), on_finding=lambda one: seen.append(one.rule))
    seen.extend(type(record).__name__ for record in reading)

    assert seen.index("payment-claim-balance") < seen.index("ClaimPayment835")
