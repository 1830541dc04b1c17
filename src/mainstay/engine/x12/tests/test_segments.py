"""Delimiters of every kind, text laid out in every way, and what no one can read."""

import gzip
import io
from pathlib import Path

import pytest

from mainstay.engine import x12
from mainstay.engine.x12.segments import SegmentStream
from mainstay.engine.x12.tests.samples import body_837p, file_837p

HEADER = (
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       "
    "*260115*0930*^*00501*000000001*0*P*:~"
)
BODY = "GS*HC*A*B*20260115*0930*1*X*005010X222A1~ST*837*0001~SE*2*0001~GE*1*1~IEA*1*000000001~"
IDS = ["ISA", "GS", "ST", "SE", "GE", "IEA"]


def segments(source, trouble=None):
    return list(SegmentStream(source, trouble or (lambda *_: None)))


def ids(source):
    return [elements[0] for _, _, _, elements in segments(source)]


def test_every_segment_has_its_ordinal_and_byte_offset():
    found = segments((HEADER + BODY).encode())

    assert [ordinal for ordinal, *_ in found] == [1, 2, 3, 4, 5, 6]
    for _, byte, _, elements in found:
        assert (HEADER + BODY)[byte:].startswith(elements[0])


def test_delimiters_are_read_from_the_header():
    text = (HEADER + BODY).translate(str.maketrans("*:~^", "|>!{"))
    stream = SegmentStream(text.encode(), lambda *_: None)

    assert [elements[0] for *_, elements in stream] == IDS
    assert stream.delimiters == x12.Delimiters("|", ">", "{", "!")


@pytest.mark.parametrize("terminator", ["\n", "\r", "\x1d", "!", "_", "'", "\r\n"])
def test_odd_terminators(terminator):
    assert ids((HEADER + BODY).replace("~", terminator).encode()) == IDS


@pytest.mark.parametrize("layout", ["~\n", "~\r\n", "~\n    ", "~\r\n\t", "~ "])
def test_line_breaks_and_indentation_after_terminators(layout):
    text = (HEADER + BODY).replace("~", layout)
    found = segments(text.encode())

    assert [elements[0] for *_, elements in found] == IDS
    assert found[2][1] == text.index("ST*837")


@pytest.mark.parametrize("width", [80, 64, 106, 104, 105])
def test_text_wrapped_at_a_fixed_width(width):
    text = HEADER + BODY
    wrapped = "\n".join(text[at : at + width] for at in range(0, len(text), width))

    assert ids(wrapped.encode()) == IDS


def test_a_byte_order_mark_and_leading_blanks():
    assert ids(b"\xef\xbb\xbf" + (HEADER + BODY).encode()) == IDS
    assert ids(b" \r\n\t \n" + (HEADER + BODY).encode()) == IDS


def test_a_header_that_is_not_of_fixed_width():
    header = "ISA*00**00**ZZ*A*ZZ*A MUCH LONGER RECEIVER*260115*0930*^*00501*1*0*P*:~"

    assert ids((header + BODY).encode()) == IDS


def test_caret_as_component_with_a_bar_as_repetition():
    text = HEADER.replace("*^*", "*|*").replace("*:~", "*^~") + BODY
    stream = SegmentStream(text.encode(), lambda *_: None)
    list(stream)

    assert (stream.delimiters.component, stream.delimiters.repetition) == ("^", "|")


def test_a_repetition_that_is_the_component_means_none():
    stream = SegmentStream((HEADER.replace("*:~", "*^~") + BODY).encode(), lambda *_: None)
    list(stream)

    assert stream.shared_repetition
    assert stream.delimiters.repetition == ""


def test_the_letter_u_or_an_old_version_means_no_repetition():
    for header in (HEADER.replace("*^*", "*U*"), HEADER.replace("00501", "00401")):
        stream = SegmentStream((header + BODY).encode(), lambda *_: None)
        list(stream)
        assert stream.delimiters.repetition == ""


def test_each_interchange_has_its_own_delimiters():
    other = (HEADER + BODY).translate(str.maketrans("*:~", "|>\n"))

    assert ids((HEADER + BODY + other + HEADER + BODY).encode()) == IDS * 3


def test_an_interchange_right_after_one_that_was_cut_short():
    cut = HEADER + "GS*HC*A*B~ST*837*0001~NM1*IL*1*DO"
    trouble = []
    found = segments((cut + HEADER + BODY).encode(), lambda *told: trouble.append(told))

    assert [elements[0] for *_, elements in found] == ["ISA", "GS", "ST", *IDS]
    assert [rule for rule, *_ in trouble] == ["segment-unterminated"]


def test_isa_inside_a_name_starts_nothing():
    body = BODY.replace("ST*837*0001~", "ST*837*0001~NM1*IL*1*VISA*LISA~N3*ISA*ISA*00*~")

    assert ids((HEADER + body).encode()) == ["ISA", "GS", "ST", "NM1", "N3", "SE", "GE", "IEA"]


def test_the_last_terminator_may_be_missing_but_nothing_cut_is_used():
    trouble = []
    whole = segments((HEADER + BODY)[:-1].encode(), lambda *told: trouble.append(told))
    assert whole[-1][3] == ["IEA", "1", "000000001"]
    assert [rule for rule, *_ in trouble] == ["terminator-missing"]

    trouble.clear()
    cut = segments((HEADER + "BPR*I*12").encode(), lambda *told: trouble.append(told))
    assert [elements[0] for *_, elements in cut] == ["ISA"]
    assert [rule for rule, *_ in trouble] == ["segment-unterminated"]


def test_padding_after_the_end_is_nothing():
    trouble = []
    segments((HEADER + BODY + "\r\n\x1a\x00\x00").encode(), lambda *told: trouble.append(told))

    assert trouble == []


def test_a_run_of_terminators_is_told_once():
    trouble = []
    segments((HEADER + "~~~~" + BODY).encode(), lambda *told: trouble.append(told))

    assert [rule for rule, *_ in trouble] == ["segment-empty"]


def test_sources_of_every_kind(tmp_path):
    data = (HEADER + BODY).encode()
    path = tmp_path / "claims.edi"
    path.write_bytes(data)
    zipped = gzip.compress(data)

    for source in (data, bytearray(data), str(path), path, io.BytesIO(data), zipped):
        assert ids(source) == IDS
    with path.open("rb") as file:
        assert ids(file) == IDS
        assert not file.closed


def test_chunks_may_end_anywhere():
    class Dripping(io.BytesIO):
        def read(self, size=-1):
            return super().read(7)

    text = HEADER + BODY + (HEADER + BODY).translate(str.maketrans("*~", "|\n"))

    assert ids(Dripping(text.encode())) == IDS * 2


def test_latin_1_never_fails():
    found = segments(HEADER.encode() + b"NM1*IL*1*M\xfcLLER\xff~")

    assert found[1][3][3] == "MüLLERÿ"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"%PDF-1.7 and so on", "not_x12"),
        (b"ISAAC NEWTON", "not_x12"),
        (b"~" * 1000, "not_x12"),
        (b"GS*HC*A*B~", "not_x12"),
        (b"ISA*00*", "isa"),
        (HEADER[:-2].encode() + b"::", "isa"),
        (HEADER[:-1].encode() + b"X" + BODY.encode(), "isa"),
        (HEADER.encode() + b"N" * 70_000, "segment_too_long"),
        (HEADER.encode() + b"N3*" + b"A" * 70_000 + b"~", "segment_too_long"),
        (gzip.compress((HEADER + BODY).encode())[:-12], "gzip"),
        (b"\x1f\x8b\x08garbage", "gzip"),
    ],
)
def test_what_is_not_x12_raises_one_exception_with_a_code(data, code):
    with pytest.raises(x12.X12Error) as caught:
        segments(data)

    assert caught.value.code == code
    assert "GARBAGE" not in str(caught.value)


def test_a_gap_of_any_length_is_no_segment():
    text = HEADER + "\n" * 300_000 + BODY

    assert ids(text.encode()) == IDS


def test_a_missing_file_is_an_ordinary_error():
    with pytest.raises(FileNotFoundError):
        segments(Path("no") / "such" / "file")


def test_a_contact_called_lisa_begins_no_interchange():
    body = [
        ("PER", "IC", "LISA", "TE", "5555550100") if one[0] == "PER" else one for one in body_837p()
    ]

    assert list(x12.check(file_837p(body))) == []
