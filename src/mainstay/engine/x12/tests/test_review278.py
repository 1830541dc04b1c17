"""278 as records: what is asked of a reviewer, and what was decided."""

import json
from datetime import date
from pathlib import Path

import msgspec
import pytest

from mainstay.engine import x12
from mainstay.engine.x12.tests.patient_samples import (
    body_278_refused,
    body_278_request,
    body_278_response,
    file_278,
)
from mainstay.engine.x12.tests.samples import NPI_DOCTOR, NPI_GROUP, findings, records, rules

GOLDEN = Path(__file__).parent / "golden" / "278.json"
FILE = file_278(body_278_request(), body_278_response(), body_278_refused())


def request() -> x12.ServiceReviewRequest278:
    return records(FILE, x12.ServiceReviewRequest278)[0]


def responses() -> list[x12.ServiceReviewResponse278]:
    return records(FILE, x12.ServiceReviewResponse278)


def test_reviews_are_shown_as_json_in_full():
    shown = [json.loads(msgspec.json.encode(one)) for one in (request(), *responses())]

    assert shown == json.loads(GOLDEN.read_text("utf-8"))


def test_who_asks_for_which_patient():
    one = request()

    assert (one.purpose, one.umo.id, one.requester.id) == ("13", "UMO1", NPI_DOCTOR)
    assert (one.subscriber.first, one.member_id) == ("RICHARD", "W000003")
    assert (one.patient.first, one.patient_birth_on) == ("TIM", date(2015, 6, 7))
    assert (one.patient_is_subscriber, one.relationship) == (False, "19")


def test_what_the_event_is():
    one = request()

    assert (one.trace_number, one.category, one.certification_type) == ("TRACE1", "AR", "I")
    assert (one.service_type, one.place_of_service, one.urgency) == ("2", "21", "U")
    assert one.diagnoses == (("ABK", "J189"), ("ABF", "I10"))
    assert [(d.qualifier, d.from_on) for d in one.dates] == [("435", date(2026, 1, 20))]
    assert (one.deliveries[0].unit, one.deliveries[0].quantity_milli) == ("DY", 5000)
    [hospital] = one.providers
    assert (hospital.role, hospital.party.id) == ("FA", NPI_GROUP)
    assert hospital.party.address.city == "DAYTON"


def test_each_service_of_an_event():
    first, second = request().services

    assert (first.trace_number, first.category) == ("TRACE1A", "HS")
    assert (first.procedure, first.modifiers, first.revenue_code) == ("99223", ("AI",), "0120")
    assert (first.charge_cents, first.unit, first.units_milli) == (80000, "DA", 2000)
    assert first.providers[0].taxonomy == "207Q00000X"
    assert (second.procedure, second.charge_cents, second.units_milli) == ("94640", 4550, 3000)
    assert second.deliveries[0].periods == 2
    assert second.providers == ()


def test_what_was_decided():
    one = responses()[0]
    part, none = one.services

    assert (one.decision.action, one.decision.certification_number) == ("A6", "AUTH7")
    assert one.decision.reasons == ("0V", "1E")
    assert one.trace_number == "TRACE1"
    assert ("036", date(2026, 3, 20)) in [(d.qualifier, d.to_on) for d in one.dates]
    assert one.messages == ("THREE DAYS, THEN SEND NOTES",)
    assert (part.decision.action, part.units_milli) == ("A2", 2000)
    assert (none.decision.action, none.decision.reasons) == ("A3", ("0Y",))


def test_a_response_that_stops_before_an_event():
    one = responses()[1]

    assert (one.patient.name, one.member_id, one.decision) == ("NOBODY", "W000009", None)
    assert [(r.loop, r.reason, r.follow_up) for r in one.rejections] == [("2010C", "75", "C")]


def changed(body: list, old: str, new: str) -> bytes:
    text = file_278(body).decode()
    assert old in text
    return text.replace(old, new, 1).encode()


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("BHT*0007*13", "BHT*0007*11", "review-undecided"),
        ("DTP*435*D8*20260120", "DTP*439*D8*20260120", "review-admission-date"),
        ("UM*AR*I*2", "UM*AR*S*2", "review-earlier-number"),
        ("UM*AR*I*2", "UM*AR*I*ZZ", "service-type"),
        ("UM*AR*I*2", "UM*XX*I*2", "element-code"),
        ("HC:94640", "HC:9464", "procedure-shape"),
        ("HL*5*4*EV", "HL*5*9*EV", "hierarchy-parent"),
        (f"XX*{NPI_DOCTOR}", "XX*1234567890", "npi-check-digit"),
    ],
)
def test_what_is_wrong_with_a_request(old, new, rule):
    assert rule in rules(changed(body_278_request(), old, new))


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("BHT*0007*11", "BHT*0007*13", "review-response-only"),
        ("HCR*A3*", "HCR*Z3*", "review-action"),
        ("HCR*A2*AUTH7A", "HCR*A2", "review-number"),
    ],
)
def test_what_is_wrong_with_a_response(old, new, rule):
    assert rule in rules(changed(body_278_response(), old, new))


def test_a_request_without_event_asks_nothing():
    body = body_278_request()
    body = body[: next(i for i, one in enumerate(body) if one[-2:] == ("EV", "1"))]

    assert "review-event-missing" in rules(file_278(body))


def test_a_name_without_its_level_is_nobodys():
    body = [one for one in body_278_refused() if one[:2] not in (("HL", "2"), ("HL", "3"))]
    [one] = records(file_278(body), x12.ServiceReviewResponse278)

    assert one.patient == x12.Party()
    assert one.umo.name != "NOBODY"


def test_the_samples_are_clean():
    assert findings(FILE) == []
