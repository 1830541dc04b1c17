"""276 and 277 as records, and what of them does not hold together."""

import json
from datetime import date
from pathlib import Path

import msgspec
import pytest

from mainstay.engine import x12
from mainstay.engine.x12.tests.patient_samples import body_276, body_277, file_276, file_277
from mainstay.engine.x12.tests.samples import findings, records, rules

GOLDEN = Path(__file__).parent / "golden" / "277.json"


def requests() -> list[x12.ClaimStatusRequest276]:
    return records(file_276(body_276()), x12.ClaimStatusRequest276)


def responses() -> list[x12.ClaimStatusResponse277]:
    return records(file_277(body_277()), x12.ClaimStatusResponse277)


def test_each_claim_asked_about():
    first, second, third = requests()

    assert [one.trace_number for one in (first, second, third)] == ["TRACE1", "TRACE2", "TRACE3"]
    assert (first.claim_number, first.payer_claim_number) == ("ACC1", "ICN-ACC1")
    assert (first.bill_type, first.group_number) == ("111", "GRP1")
    assert first.clearinghouse_number == "CH000001"
    assert (first.charge_cents, first.lines) == (25000, ())
    assert (first.from_on, first.to_on) == (date(2026, 1, 5), date(2026, 1, 6))


def test_who_asks_about_whom():
    first, _, third = requests()

    assert (first.payer.id, first.receiver.id) == ("PAY01", "CLR1")
    assert [one.name for one in first.providers] == ["FAMILY PRACTICE", "WELBY"]
    assert (first.patient.name, first.patient_birth_on) == ("DOE", date(1970, 1, 2))
    assert (first.member_id, first.patient_is_subscriber) == ("W000002", True)
    assert (third.patient.first, third.patient_birth_on) == ("TIM", date(2015, 6, 7))
    assert (third.member_id, third.patient_is_subscriber) == ("W000003", False)


def test_a_line_asked_about():
    [line] = requests()[1].lines

    assert (line.procedure, line.modifiers, line.charge_cents) == ("99214", ("25",), 17000)
    assert (line.units_milli, line.control_number) == (1500, "L1")
    assert (line.from_on, line.to_on) == (date(2026, 1, 7), date(2026, 1, 7))


def test_answers_are_shown_as_json_in_full():
    shown = [json.loads(msgspec.json.encode(one)) for one in responses()]

    assert shown == json.loads(GOLDEN.read_text("utf-8"))


def test_a_claim_that_was_paid():
    one = responses()[0]
    [information] = one.information

    assert information.statuses == (x12.Status277("F1", "65"),)
    assert (one.trace_number, one.claim_number) == ("TRACE1", "ACC1")
    assert (one.charge_cents, one.paid_cents) == (25000, 9600)
    assert (one.adjudicated_on, one.paid_on) == (date(2026, 1, 20), date(2026, 1, 22))
    assert (one.check_number, one.payer_claim_number) == ("CHK77", "ICN-ACC1")


def test_a_claim_whose_line_was_denied():
    one = responses()[1]
    denied, paid = one.lines

    assert [s.code for s in one.information[0].statuses] == ["88", "104"]
    assert one.information[0].statuses[0].entity == "QC"
    assert (denied.control_number, denied.paid_cents) == ("L1", 0)
    assert denied.information[0].statuses[0].category == "F2"
    assert (paid.procedure, paid.paid_cents) == ("85025", 8000)


def test_a_claim_of_a_dependent_in_review():
    one = responses()[2]

    assert (one.patient.first, one.patient_is_subscriber, one.member_id) == (
        "TIM",
        False,
        "W000003",
    )
    assert one.information[0].statuses[0] == x12.Status277("P2", "3", "", "RX")
    assert one.paid_cents is None


def test_nothing_was_looked_for_of_an_unknown_provider():
    [one] = records(file_277(body_277()), x12.LevelStatusResponse277)

    assert (one.level, one.party.name, one.reference) == ("provider", "UNKNOWN PRACTICE", "ASK9")
    assert one.information[0].statuses == (x12.Status277("E0", "24", "1P"),)


def test_a_payment_of_nothing_is_not_overwritten_by_a_later_status():
    body = body_277()
    at = next(i for i, one in enumerate(body) if one[:2] == ("REF", "1K"))
    body[at - 1] = ("STC", ("F2", "88"), "20260201", "", "250", "0")
    body.insert(at, ("STC", ("F1", "65"), "20260202", "", "250", "96"))
    one = records(file_277(body), x12.ClaimStatusResponse277)[0]

    assert one.paid_cents == 0
    assert len(one.information) == 2


def changed(data: bytes, old: str, new: str) -> bytes:
    text = data.decode()
    assert old in text
    return text.replace(old, new, 1).encode()


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("AMT*T3*250", "AMT*T3*-250", "charge-negative"),
        ("HC:99214:25", "HC:992:25", "procedure-shape"),
        ("NM1*IL*1*DOE*JANE*Q***MI", "NM1*IL*2*DOE*****MI", "patient-person"),
        ("HL*5*3*22*1", "HL*5*3*22*0", "hierarchy-child"),
        ("20260105-20260106", "20260106-20260105", "dates-order"),
        ("TRN*1*TRACE3", "TRN*2*TRACE3", "qualifier-unexpected"),
    ],
)
def test_what_is_wrong_with_a_request(old, new, rule):
    assert rule in rules(changed(file_276(body_276()), old, new))


def test_a_claim_without_date_cannot_be_found():
    body = [one for one in body_276() if one[-1] != "20260105-20260106"]

    assert rules(file_276(body)) == ["claim-date-missing"]


@pytest.mark.parametrize("file", [file_276, file_277])
def test_a_subscriber_needs_a_claim_or_a_dependent(file):
    body = body_276() if file is file_276 else body_277()
    start = next(i for i, one in enumerate(body) if one[0] == "TRN")
    end = next(i for i, one in enumerate(body) if one[:2] == ("HL", "5"))

    assert rules(file(body[:start] + body[end:])) == ["claim-not-named"]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("STC*F1:65*20260201**250*96", "STC*Z9:65*20260201**250*96", "status-category"),
        ("SVC*HC:85025*80*80", "SVC*HC:85025*81*80", "status-line-charges"),
        ("SVC*HC:85025*80*80", "SVC*HC:85025*80*81", "status-line-paid"),
        ("*250*96*", "*250.001*96*", "amount-unreadable"),
        ("20260120**20260122", "20260231**20260122", "date-invalid"),
    ],
)
def test_what_is_wrong_with_a_response(old, new, rule):
    assert rules(changed(file_277(body_277()), old, new)) == [rule]


def test_the_samples_are_clean():
    assert findings(file_276(body_276())) == findings(file_277(body_277())) == []
