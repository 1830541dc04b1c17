"""The writer counts, pads and closes; and it never lets a value end a segment."""

from datetime import datetime

import pytest

from mainstay.engine import x12
from mainstay.engine.x12.tests.samples import WHEN, body_837p, file_837p

PLAIN = x12.Delimiters()


def test_an_interchange_as_it_leaves_the_house():
    data = x12.write_interchange(
        sender=("30", "311234567"),
        receiver="CLEARING",
        isa13=42,
        at=datetime(2026, 1, 15, 9, 30),
        test=True,
        groups=[
            x12.Group(
                "HC", "005010X222A1", "SENDER", "RECEIVER", 7, datetime(2026, 1, 15, 9, 31),
                [x12.TransactionSet("837", "0001", [("BHT", "0019", "00")], "005010X222A1")],
            )
        ],
        delims=x12.Delimiters(line_break="\r\n"),
    )  # fmt: skip

    assert data == (
        b"ISA*00*          *00*          *30*311234567      *ZZ*CLEARING       "
        b"*260115*0930*^*00501*000000042*0*T*:~\r\n"
        b"GS*HC*SENDER*RECEIVER*20260115*0931*7*X*005010X222A1~\r\n"
        b"ST*837*0001*005010X222A1~\r\n"
        b"BHT*0019*00~\r\n"
        b"SE*3*0001~\r\n"
        b"GE*1*7~\r\n"
        b"IEA*1*000000042~\r\n"
    )


def test_empty_tails_are_dropped():
    assert x12.segment(PLAIN, "SV1", ("HC", "99213", "", ""), "100", "", "") == "SV1*HC:99213*100"
    assert x12.segment(PLAIN, "REF", "G1", ("", "")) == "REF*G1"
    assert x12.segment(PLAIN, "NM1", "IL", "", "DOE") == "NM1*IL**DOE"


@pytest.mark.parametrize("text", ["A*B", "A:B", "A^B", "A~B"])
def test_a_delimiter_inside_a_value_is_refused(text):
    with pytest.raises(x12.X12Error) as caught:
        x12.segment(PLAIN, "NM1", "IL", "1", text)

    assert caught.value.code == "delimiter"
    assert caught.value.sentence == "NM103 holds a delimiter."


@pytest.mark.parametrize("text", ["A\nB", "A\x00", "A\x85B", "Łódź", "A\u2212"])
def test_what_latin_1_or_x12_cannot_carry_is_refused(text):
    with pytest.raises(x12.X12Error) as caught:
        x12.segment(PLAIN, "N3", text)

    assert caught.value.code == "character"


def test_clean_makes_text_fit():
    assert x12.clean("12*4 MAIN:ST\n~") == "12 4 MAIN ST"
    assert x12.segment(PLAIN, "N3", x12.clean("Łódź *")) == "N3*ód"
    assert x12.clean("A|B", x12.Delimiters(element="|")) == "A B"


def test_other_delimiters():
    delims = x12.Delimiters("|", "<", "", "\x1d")
    data = file_837p(body_837p(), delims=delims)

    assert b"|U|00501|" in data
    assert b"CLM|ACC1|250|||11<B<1|Y" in data
    assert list(x12.check(data)) == []


@pytest.mark.parametrize(
    "wrong", [{"element": "A"}, {"element": ":"}, {"segment": ""}, {"component": "::"},
              {"repetition": "1"}, {"segment": " "}, {"line_break": "--"}]
)  # fmt: skip
def test_delimiters_differ_and_are_no_letters(wrong):
    with pytest.raises(x12.X12Error):
        x12.Delimiters(**wrong)


def test_control_numbers_and_ids_out_of_range_are_refused():
    for wrong in ({"isa13": 1_000_000_000}, {"sender": "X" * 16}, {"receiver": ("Z", "R")}):
        arguments = {"sender": "S", "receiver": "R", "isa13": 1, "groups": [], "at": WHEN} | wrong
        with pytest.raises(x12.X12Error) as caught:
            x12.write_interchange(**arguments)
        assert caught.value.code == "range"


def test_a_bare_acknowledgement():
    data = x12.write_interchange(
        sender="S", receiver="R", isa13=9, groups=[], at=WHEN,
        ta1=[("TA1", "000000042", "260115", "0930", "R", "018")],
    )  # fmt: skip
    [ack] = x12.read(data)

    assert (ack.isa13, ack.code, ack.note) == ("000000042", "R", "018")
    assert list(x12.check(data)) == []
