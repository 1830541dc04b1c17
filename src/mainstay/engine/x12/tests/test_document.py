"""Files changed in place, cut in parts, masked, compared, and told as JSON."""

import gzip

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.engine import x12
from mainstay.engine.x12.checks.base import npi_is_valid
from mainstay.engine.x12.comparing import meaning
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
    other_payer,
    patient,
    payment,
    records,
    subscriber,
)

LEVELS = body_837p(
    subscriber(2, children=1, of=""),
    patient(3, 2, claim("A", others=other_payer("120", ("CAS", "CO", "45", "130"))), claim("B")),
    subscriber(4, claim("C"), claim("D"), claim("E")),
)
FILES = {
    "837P": file_837p(LEVELS, body_837p()),
    "837I": file_837i(body_837i()),
    "835": file_835(body_835("192", payment("A"), payment("B"))),
    "999": file_999(body_999()),
    "277CA": file_277ca(body_277ca(), ta1=[("TA1", "000000042", "260115", "0930", "A", "000")]),
}
named = pytest.mark.parametrize("data", FILES.values(), ids=FILES)


def rules(data):
    return [one.rule for one in x12.check(data)]


# The document


@named
@pytest.mark.parametrize(
    "lay_out",
    [
        lambda data: data,
        lambda data: data.replace(b"~", b"~\r\n"),
        lambda data: data.replace(b"~", b"\n"),
        lambda data: b"\xef\xbb\xbf\n  " + data.replace(b"~", b"~\n   "),
        lambda data: b"\n".join(data[at : at + 80] for at in range(0, len(data), 80)),
        lambda data: data.replace(b"~", b"~~\r\n", 9) + b"\n\n",
        lambda data: data[:-1],
        lambda data: data[:-30],
        lambda data: data + b"noise",
        lambda data: data + data.replace(b"*", b"|").replace(b"~", b"!"),
    ],
)
def test_what_is_not_changed_is_written_byte_for_byte(data, lay_out):
    raw = lay_out(data)

    assert bytes(x12.Document(raw)) == raw
    assert bytes(x12.Document(gzip.compress(raw))) == raw


@given(st.binary(max_size=200), st.integers(110, 900))
def test_a_damaged_file_too_is_written_byte_for_byte(noise, at):
    data = FILES["837P"]
    raw = data[:at] + noise + data[at:]
    try:
        document = x12.Document(raw)
    except x12.X12Error:
        return

    assert bytes(document) == raw


@named
def test_one_changed_element_changes_only_itself(data):
    document = x12.Document(data.replace(b"~", b"~\r\n"))
    index = next(document.find("REF", "NM1", "CTX", "IK3"))
    old = document[index][2]
    document.change(index, 2, "9")
    lines, before = bytes(document).split(b"\r\n"), data.split(b"~")

    changed = [at for at, line in enumerate(lines) if line.rstrip(b"~") != before[at]]
    assert changed == [index]
    assert document[index][2] == "9"
    document.change(index, 2, old)
    assert bytes(document) == data.replace(b"~", b"~\r\n")


def test_a_component_is_changed_alone():
    document = x12.Document(FILES["837P"])
    index = next(document.find("CLM"))
    document.change(index, 5, "7", component=3)

    assert document[index][5] == "11:B:7"
    assert document.component(index, 5, 3) == "7"
    assert document.component(index, 5, 9) == ""


def test_segments_put_in_and_taken_out_are_counted():
    document = x12.Document(FILES["837P"])
    index = next(document.find("HI"))
    document.insert(index, "NTE", "ADD", "CALL FIRST")
    assert rules(bytes(document)) == []
    assert b"~NTE*ADD*CALL FIRST~HI*" in bytes(document)
    document.remove(index)

    assert bytes(document) == FILES["837P"]


def test_a_transaction_set_is_found_and_taken_out():
    document = x12.Document(FILES["837P"])
    first, second = document.sets
    assert (first.st01, first.st02, document[first.first][0]) == ("837", "0001", "ST")
    assert document[second.last][0] == "SE"
    document.remove_set(first)

    assert [one.st02 for one in document.sets] == ["0002"]
    assert rules(bytes(document)) == []


def test_a_set_without_trailer_ends_before_the_next_envelope_segment():
    data = FILES["837P"].decode()
    cut = data.index("~SE*")
    document = x12.Document((data[:cut] + data[data.index("~ST*", cut) :]).encode())
    first, second = document.sets

    assert document[first.last + 1][0] == "ST"
    assert second.first == first.last + 1


@pytest.mark.parametrize("evil", ["A*B", "A~B", "A:B", "A^B", "A\nB"])
def test_a_value_that_would_end_the_element_is_refused(evil):
    document = x12.Document(FILES["837P"])
    with pytest.raises(x12.X12Error, match="NM103"):
        document.change(next(document.find("NM1")), 3, evil)

    assert bytes(document) == FILES["837P"]


def test_an_interchange_header_keeps_its_widths():
    document = x12.Document(FILES["837P"])
    document.change(0, 6, "NEW")
    assert len(bytes(document)) == len(FILES["837P"])
    assert document[0][6] == "NEW            "

    with pytest.raises(x12.X12Error, match="15 characters"):
        document.change(0, 6, "N" * 16)
    with pytest.raises(x12.X12Error, match="cannot be changed"):
        document.change(0, 16, "|")


# In parts


def test_each_transaction_set_becomes_a_file():
    parts = list(x12.split(FILES["837P"]))

    assert [rules(one) for one in parts] == [[], []]
    said = [meaning(one) for part in parts for one in records(part, x12.Claim837)]
    assert said == [meaning(one) for one in records(FILES["837P"], x12.Claim837)]


def test_parts_may_be_numbered():
    parts = list(x12.split(FILES["837P"], isa13=500))

    assert [one[90:99] for one in parts] == [b"000000500", b"000000501"]
    assert [rules(one) for one in parts] == [[], []]


@pytest.mark.parametrize("claims", [1, 2, 3, 4, 9])
def test_an_837_is_cut_after_so_many_claims(claims):
    parts = list(x12.split(file_837p(LEVELS), claims=claims))
    numbers = [[one.claim_number for one in records(part, x12.Claim837)] for part in parts]

    assert numbers == [list("ABCDE"[at : at + claims]) for at in range(0, 5, claims)]
    assert [rules(one) for one in parts] == [[]] * len(parts)
    said = [meaning(one) for part in parts for one in records(part, x12.Claim837)]
    assert said == [meaning(one) for one in records(file_837p(LEVELS), x12.Claim837)]


def test_only_claims_are_counted():
    with pytest.raises(x12.X12Error, match="Only an 837"):
        list(x12.split(FILES["835"], claims=5))


def test_delimiters_and_interchanges_are_kept_apart():
    other = file_835(body_835(), delims=x12.Delimiters("|", ">", "^", "!"), isa13=2)
    first, second = x12.split(FILES["837I"] + other)

    assert first == FILES["837I"]
    assert second == other


# Masked


@named
def test_a_masked_file_is_as_long_and_as_right_as_it_was(data):
    for source in (data, data.replace(b"OH", b"O?", 1)):
        masked = x12.mask(source)

        assert len(masked) == len(source)
        assert rules(masked) == rules(source)


@named
def test_nothing_that_identifies_is_left(data):
    masked = x12.mask(data, key=b"k")  # a random one may make a TIM again
    for value in (b"DOE", b"JANE", b"TIM", b"WELBY", b"OAK AVE", b"DAYTON", b"W00000", b"19700102",
                  NPI_GROUP.encode(), b"311234567", b"BILLING DESK", b"FAMILY", b"ACC1", b"5555550100"):  # fmt: skip
        assert value not in masked or value not in data


def test_payers_codes_and_amounts_stay():
    for value in (b"PAYER ONE", b"PAY01", b"*45*130", b"HC:99214:25*170", b"M5450", b"20260105"):
        assert value in x12.mask(FILES["837P"])


def test_files_masked_with_one_key_still_match():
    [first, _] = records(x12.mask(FILES["835"], key=b"k"), x12.ClaimPayment835)
    [claim_] = records(
        x12.mask(file_837p(body_837p(subscriber(2, claim("A")))), key=b"k"), x12.Claim837
    )

    assert first.claim_number == claim_.claim_number != "A"
    assert first.patient.name == claim_.patient.name
    assert x12.mask(FILES["835"], key=b"k") != x12.mask(FILES["835"], key=b"other")


def test_an_npi_stays_valid_and_an_invalid_one_invalid():
    bad = FILES["837P"].replace(b"1245319599", b"1245319590")
    for number in range(20):
        key = bytes([number])
        good = records(x12.mask(FILES["837P"], key=key), x12.Claim837)[0]
        assert npi_is_valid(good.rendering.id)
        assert not npi_is_valid(records(x12.mask(bad, key=key), x12.Claim837)[0].rendering.id)


def test_births_move_together():
    one, *_, other = records(x12.mask(FILES["837P"], key=b"k"), x12.Claim837)
    was, *_, other_was = records(FILES["837P"], x12.Claim837)
    moved = was.patient_birth_on - one.patient_birth_on

    assert 1 <= moved.days <= 364
    assert other_was.patient_birth_on - other.patient_birth_on == moved


# Compared


def test_other_envelopes_delimiters_and_order_are_no_difference():
    left = file_837p(body_837p(subscriber(2, claim("A"), claim("B"))))
    right = file_837p(
        body_837p(subscriber(2, claim("B"), claim("A"))),
        isa13=9,
        delims=x12.Delimiters("|", "<", "", "\n"),
    )

    assert list(x12.diff(left, right)) == []


def test_a_changed_field_is_named_by_its_path():
    right = FILES["837P"].replace(b"SV1*HC:85025*80*", b"SV1*HC:85025*81*", 1)

    assert list(x12.diff(FILES["837P"], right)) == [
        x12.Difference("Claim837", "A", 1, "changed", "lines.1.charge_cents", 8000, 8100)
    ]


def test_records_of_one_file_only_are_told():
    left = file_837p(body_837p(subscriber(2, claim("A"), claim("B"))))
    right = file_837p(body_837p(subscriber(2, claim("B"), claim("C"), claim("C"))))

    assert [(one.key, one.number, one.what) for one in x12.diff(left, right)] == [
        ("C", 1, "only_right"), ("C", 2, "only_right"), ("A", 1, "only_left"),
    ]  # fmt: skip


# As JSON


@named
def test_json_lines_read_back_as_the_same_records(data):
    every = list(x12.read(data))

    assert list(x12.from_json(x12.to_json(data, envelope=True))) == every


def test_json_is_plain():
    line = next(x12.to_json(FILES["835"]))

    assert msgspec.json.decode(line)["record"] == "Remit835"
    assert msgspec.json.decode(line)["paid_cents"] == 19_200


@pytest.mark.parametrize("line", ["{", "[]", '{"record":"SECRET"}', '{"record":"Claim837"}'])
def test_a_line_that_is_no_record_is_told_by_its_number(line):
    good = next(x12.to_json(FILES["835"]))
    with pytest.raises(x12.X12Error, match="Line 3 is no record") as caught:
        list(x12.from_json([good, "", line]))

    assert "SECRET" not in str(caught.value)
