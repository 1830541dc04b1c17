"""Records to files: what is written reads back the same, and is refused where it must be."""

from datetime import datetime

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mainstay.engine import x12
from mainstay.engine.x12.comparing import meaning
from mainstay.engine.x12.tests import generated
from mainstay.engine.x12.tests.samples import (
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
    subscriber,
)

ENVELOPE = x12.Envelope(
    sender="SENDER",
    receiver=("30", "RECEIVER"),
    isa13=41,
    at=datetime(2026, 1, 15, 9, 30),
    contact=x12.SubmitterContact("BILLING DESK", "5555550100"),
)
BOUNDS = (x12.TransactionStart, x12.TransactionEnd)
slow = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def read_back(data):
    return [one for one in x12.read(data) if not isinstance(one, BOUNDS)]


def assert_reads_back(records, envelope=ENVELOPE):
    data = x12.write(records, envelope, is_checked=False)

    assert [meaning(one) for one in read_back(data)] == [meaning(one) for one in records]


@slow
@given(generated.claim_files("837P"))
def test_professional_claims_read_back_equal(claims):
    assert_reads_back(claims)


@slow
@given(generated.claim_files("837I"))
def test_institutional_claims_read_back_equal(claims):
    assert_reads_back(claims)


@slow
@given(st.lists(generated.remits(), min_size=1, max_size=2))
def test_remits_read_back_equal(remits):
    assert_reads_back([record for remit in remits for record in remit])


@slow
@given(st.lists(generated.group_acks(), min_size=1, max_size=2))
def test_implementation_acknowledgements_read_back_equal(acks):
    assert_reads_back([record for ack in acks for record in ack])


@slow
@given(generated.claim_acks())
def test_claim_acknowledgements_read_back_equal(records):
    assert_reads_back(records)


@given(generated.interchange_acks)
def test_interchange_acknowledgements_read_back_equal(acks):
    assert_reads_back(acks)


DEPENDENTS = body_837p(
    subscriber(2, children=1, of=""),
    patient(3, 2, claim("A", others=other_payer("120", ("CAS", "CO", "45", "130"))), claim("B")),
    subscriber(4, claim("C"), claim("D")),
)
SAMPLES = {
    "837P": file_837p(body_837p()),
    "837P with dependents": file_837p(DEPENDENTS),
    "837I": file_837i(body_837i()),
    "835": file_835(
        body_835("92", payment("A1"), plb=[("PLB", "1234567893", "20261231", ("WO", "X"), "4")])
    ),
    "999": file_999(body_999()),
    "277CA": file_277ca(body_277ca(), ta1=[("TA1", "000000042", "260115", "0930", "A", "000")]),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_clean_file_written_from_its_records_is_clean_and_says_the_same(name):
    records = list(x12.read(SAMPLES[name]))
    data = x12.write(records, ENVELOPE)

    assert [one.sentence for one in x12.check(data)] == []
    assert [meaning(one) for one in read_back(data)] == [meaning(one) for one in records
        if not isinstance(one, BOUNDS)]  # fmt: skip


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize(
    "delims",
    [x12.Delimiters("|", ">", "", "!", "\r\n"), x12.Delimiters("\x1d", "\x1f", "\x1e", "\x1c")],
)
def test_any_delimiters_may_be_chosen(name, delims):
    records = read_back(SAMPLES[name])
    data = x12.write(records, msgspec.structs.replace(ENVELOPE, delims=delims))

    assert [meaning(one) for one in read_back(data)] == [meaning(one) for one in records]


def test_levels_and_lines_are_numbered_and_counted():
    data = x12.write(x12.read(file_837p(DEPENDENTS)), ENVELOPE).decode()
    segments = data.split("~")

    assert [one for one in segments if one.startswith("HL")] == [
        "HL*1**20*1",
        "HL*2*1*22*1",
        "HL*3*2*23*0",
        "HL*4*1*22*0",
    ]
    between = [one.split("*")[0] for one in segments]
    body = between.index("SE") - between.index("ST") + 1
    assert segments[-4:] == [f"SE*{body}*0001", "GE*1*1", "IEA*1*000000041", ""]


def test_money_has_no_needless_zeros():
    [claim_] = read_back(SAMPLES["837P"])
    dear = msgspec.structs.replace(claim_, charge_cents=25_050)
    data = x12.write([dear], ENVELOPE, on_finding=lambda _: None)

    assert b"CLM*ACC1*250.5*" in data
    assert b"SV1*HC:99214:25*170*UN*1***1~" in data


def test_claims_are_split_over_transaction_sets():
    [claim_] = read_back(SAMPLES["837P"])
    many = [msgspec.structs.replace(claim_, claim_number=f"C{n}") for n in range(7)]
    data = x12.write(many, ENVELOPE, claims_per_set=3)
    starts = [one for one in x12.read(data) if isinstance(one, x12.TransactionStart)]

    assert [one.at.st02 for one in starts] == ["0001", "0002", "0003"]
    assert len({one.reference for one in starts}) == 3
    assert [one.claim_number for one in read_back(data)] == [f"C{n}" for n in range(7)]
    assert b"GE*3*1~IEA*1*" in data


def test_kinds_stand_in_groups_of_their_own():
    both = read_back(SAMPLES["837P"]) + read_back(SAMPLES["837I"]) + read_back(SAMPLES["837P"])
    data = x12.write(both, ENVELOPE)
    groups = [one.split("*") for one in data.decode().split("~") if one.startswith("GS*")]

    assert [(one[6], one[8][-6:]) for one in groups] == [
        ("1", "X222A1"), ("2", "X223A2"), ("3", "X222A1"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "evil", ["DOE*ROE", "DOE~SE", "A:B", "A^B", "A\x1dB", "A\x1cB", "A\x1eB", "Ω", "A\nB"]
)
def test_a_value_that_would_end_an_element_is_refused_with_its_place(evil):
    [claim_] = read_back(SAMPLES["837P"])
    party = msgspec.structs.replace(claim_.rendering, first=evil)
    with pytest.raises(x12.X12Error) as caught:
        x12.write([msgspec.structs.replace(claim_, rendering=party)], ENVELOPE)

    assert caught.value.code == "delimiter"
    assert "NM1" in caught.value.sentence
    assert evil not in caught.value.sentence


def test_what_a_receiver_would_reject_is_refused():
    [claim_] = read_back(SAMPLES["837P"])
    with pytest.raises(x12.X12Error) as caught:
        x12.write([msgspec.structs.replace(claim_, charge_cents=1)], ENVELOPE)

    assert caught.value.code == "refused"
    assert "CLM02 0.01 must be the sum of the lines, 250.00" in caught.value.sentence


def test_or_written_with_a_report():
    [claim_] = read_back(SAMPLES["837P"])
    found = []
    data = x12.write(
        [msgspec.structs.replace(claim_, charge_cents=1)], ENVELOPE, on_finding=found.append
    )

    assert [one.rule for one in found] == ["claim-balance"]
    assert read_back(data)[0].charge_cents == 1


def test_a_provider_its_guide_does_not_know_is_refused():
    [claim_] = read_back(SAMPLES["837P"])
    with pytest.raises(x12.X12Error, match="no attending provider"):
        x12.write([msgspec.structs.replace(claim_, attending=claim_.rendering)], ENVELOPE)


def test_nothing_to_write_is_told():
    with pytest.raises(x12.X12Error, match="no records"):
        x12.write([], ENVELOPE)
