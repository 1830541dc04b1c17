"""Libraries that are not ours read what ours writes, and find the same in it."""

import io
import logging

import oxedi
import pytest
from pyx12.params import params
from pyx12.x12n_document import x12n_document

from mainstay.engine import x12
from mainstay.engine.x12.tests.samples import (
    NPI_GROUP,
    body_835,
    body_837i,
    body_837p,
    claim,
    file_835,
    file_837i,
    file_837p,
    other_payer,
    patient,
    payment,
    subscriber,
)
from tests.conformance.x12.corpus import facts

SECONDARY = other_payer("120", ("CAS", "CO", "45", "100"), ("CAS", "PR", "2", "30"))
DEPENDENTS = (
    subscriber(2, children=1, of=""),
    patient(3, 2, claim("A"), claim("B", others=SECONDARY)),
    subscriber(4, claim("C")),
)
TAKEBACK = [("PLB", NPI_GROUP, "20261231", ("L6", "ICN-1"), "-1.3", ("WO", "ICN-2"), "40")]

OURS = {
    "837P": file_837p(body_837p()),
    "837P with dependents and a second payer": file_837p(body_837p(*DEPENDENTS), body_837p()),
    "837I": file_837i(body_837i()),
    "835": file_835(body_835("57.3", payment("A1"), plb=TAKEBACK)),
}


@pytest.fixture(autouse=True)
def _quiet():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def pyx12_finds_it_valid(data: bytes) -> bool:
    return bool(
        x12n_document(params(), io.StringIO(data.decode()), io.StringIO(), None, None, None)
    )


@pytest.mark.parametrize("name", OURS)
def test_pyx12_finds_our_files_valid(name):
    assert pyx12_finds_it_valid(OURS[name])
    assert list(x12.check(OURS[name])) == []


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("837P", "11:B:1", "11:Q:1"),
        ("837P", "HI*ABK:M5450*ABF:I10~", ""),
        ("837P", "DTP*472*D8*20260105~", "DTP*472*D8*20260231~"),
        ("837I", "CL1*1*7*01~", ""),
        ("835", "CAS*CO*45*80~", "CAS*XX*45*80~"),
        ("835", "N3*PO BOX 1~", ""),
    ],
)
def test_pyx12_and_we_find_the_same_files_invalid(name, right, wrong):
    text = OURS[name].decode()
    assert right in text
    broken = text.replace(right, wrong, 1).encode()

    assert not pyx12_finds_it_valid(broken)
    assert any(one.level <= 2 and one.severity == "error" for one in x12.check(broken))


def remittances():
    ours = [pytest.param(OURS["835"], id="ours")]
    theirs = [
        pytest.param(one.path.read_bytes(), id=one.name)
        for one in facts()
        if one.kind == "835" and "apifocal" not in one.name
    ]
    return ours + theirs


@pytest.mark.parametrize("data", remittances())
def test_oxedi_reads_the_same_payments(data):
    read = oxedi.parse(data)
    remits = [one for one in x12.read(data) if isinstance(one, x12.Remit835)]
    payments = [one for one in x12.read(data) if isinstance(one, x12.ClaimPayment835)]
    lines = [line for one in payments for line in one.lines]
    reasons = [a for one in payments for a in one.adjustments]
    reasons += [a for line in lines for a in line.adjustments]

    assert int(read.sum_payments() * 100) == sum(one.paid_cents for one in remits)
    assert read.count_claims() == len(payments)
    assert len(read.tables["services"]) == len(lines)
    assert len(read.tables["adjustments"]) == len(reasons)


# Ours tells the two further sums of a claim apart; oxedi's rule is the first of these.
BALANCES = {"payment-claim-balance", "payment-line-balance", "payment-total-balance"}


@pytest.mark.parametrize("data", remittances())
def test_oxedi_finds_the_same_sums_wrong(data):
    theirs = sum(one.kind == "BalanceMismatch" for one in oxedi.parse(data).diagnostics)
    ours = sum(one.rule in BALANCES for one in x12.check(data))

    assert ours == theirs
