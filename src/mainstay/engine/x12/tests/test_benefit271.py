"""271 as records, and when an answer does not answer."""

import json
from datetime import date
from pathlib import Path

import msgspec
import pytest

from mainstay.engine import x12
from mainstay.engine.x12.tests.patient_samples import body_271, body_271_refused, file_271
from mainstay.engine.x12.tests.samples import NPI_DOCTOR, findings, records, rules

GOLDEN = Path(__file__).parent / "golden" / "271.json"


def responses() -> list[x12.EligibilityResponse271]:
    return records(file_271(body_271()), x12.EligibilityResponse271)


def benefit(information: str) -> x12.Benefit271:
    return next(one for one in responses()[0].benefits if one.information == information)


def changed(old: str, new: str) -> bytes:
    text = file_271(body_271()).decode()
    assert old in text
    return text.replace(old, new, 1).encode()


def test_an_answer_is_shown_as_json_in_full():
    shown = [json.loads(msgspec.json.encode(one)) for one in responses()]

    assert shown == json.loads(GOLDEN.read_text("utf-8"))


def test_each_patient_has_an_answer_and_a_mere_subscriber_has_none():
    assert [(one.patient.name, one.patient.first) for one in responses()] == [
        ("DOE", "JANET"),
        ("ROE", "TIM"),
        ("NOBODY", "NEVER"),
    ]


def test_the_patient_as_the_payer_knows_her():
    one = responses()[0]

    assert (one.subscriber.first, one.member_id, one.is_corrected) == ("JANET", "W000002", True)
    assert one.subscriber.ids == (("6P", "GRP1"),)
    assert one.trace_number == "TRACE1"
    assert [t.number for t in one.traces] == ["TRACE1", "PAYTRACE1"]
    assert [(d.qualifier, d.from_on) for d in one.dates] == [
        ("346", date(2026, 1, 1)),
        ("347", date(2026, 12, 31)),
    ]


def test_a_copay_in_the_network():
    one = benefit("B")

    assert (one.coverage_level, one.service_types) == ("IND", ("98", "UC"))
    assert (one.insurance_type, one.plan, one.time_period) == ("PR", "GOLD PPO", "27")
    assert (one.cents, one.percent_bps) == (3000, None)
    assert (one.authorization, one.in_network) == ("N", "Y")
    assert one.messages == ("COPAY WAIVED FOR TELEHEALTH",)


def test_coinsurance_in_basis_points_and_what_remains_of_a_deductible():
    assert (benefit("A").percent_bps, benefit("A").cents) == (2000, None)
    assert (benefit("C").time_period, benefit("C").cents) == ("29", 41250)


def test_a_limit_on_visits():
    one = benefit("F")
    [delivery] = one.deliveries

    assert (delivery.unit, delivery.quantity_milli) == ("VS", 30_000)
    assert (delivery.period, delivery.periods) == ("23", 1)
    assert (one.authorization, one.in_network) == ("Y", "W")
    assert one.ids == (("G1", "AUTH1"),)
    assert (one.dates[0].from_on, one.dates[0].to_on) == (date(2026, 1, 1), date(2026, 12, 31))
    assert one.industry_codes == (("ZZ", "11"),)


def test_the_primary_care_provider_of_a_benefit():
    [entity] = benefit("L").entities

    assert (entity.role, entity.party.name, entity.party.id) == ("P3", "WELBY", NPI_DOCTOR)
    assert entity.party.address.city == "DAYTON"
    assert entity.taxonomy == "207Q00000X"
    assert entity.contacts == (x12.Contact("FRONT DESK", (("TE", "5555550100"),)),)
    assert responses()[0].subscriber.address.line1 == "4 OAK AVE"


def test_a_procedure_and_its_rejection_belong_to_their_benefit():
    one = benefit("X")
    [rejection] = one.rejections

    assert (one.procedure_qualifier, one.procedure, one.modifiers) == ("HC", "99214", ("25",))
    assert one.diagnosis_pointers == (1,)
    assert (rejection.reason, rejection.loop) == ("AG", "2110C")
    assert responses()[0].rejections == ()


def test_a_patient_who_is_not_found():
    one = responses()[2]
    [rejection] = one.rejections

    assert one.benefits == ()
    assert one.trace_number == "TRACE3"
    assert (rejection.request_valid, rejection.reason, rejection.follow_up) == ("N", "75", "C")


def test_an_answer_that_stops_before_a_patient():
    [one] = records(file_271(body_271_refused()), x12.EligibilityResponse271)

    assert (one.payer.id, one.provider.name, one.patient.name) == (
        "PAY01",
        "FAMILY PRACTICE",
        "",
    )
    assert [(r.loop, r.reason, r.follow_up) for r in one.rejections] == [
        ("2100A", "42", "R"),
        ("2100B", "51", "C"),
    ]
    assert one.payer_contacts[0].numbers == (("TE", "5555550199"), ("UR", "payer.example"))


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("AAA*N**75*C", "AAA*N**ZQ*C", "reject-reason"),
        ("AAA*N**75*C", "AAA*N**75*Z", "element-code"),
        ("EB*6**30~", "EB*6**ZZ~", "service-type"),
        ("****.2****Y", "****20****Y", "benefit-share"),
        ("****.2****Y", "****.12345****Y", "share-unreadable"),
        ("29*412.5*", "29**", "benefit-amount"),
        ("EB*C*", "EB*Ç*", "element-characters"),
        ("RD8*20260101-20261231", "RD8*20261231-20260101", "dates-order"),
        ("NM1*P3*", "NM1*P9*", "qualifier-unexpected"),
    ],
)
def test_what_is_wrong_with_an_answer(old, new, rule):
    assert rule in rules(changed(old, new))


@pytest.mark.parametrize(
    ("lost", "rule"),
    [
        (("LS", "2120"), "benefit-group-opened"),
        (("LE", "2120"), "benefit-group-closed"),
        (("AAA", "N", "", "75", "C"), "answer-missing"),
    ],
)
def test_what_is_missing_from_an_answer(lost, rule):
    body = [one for one in body_271() if one != lost]

    assert rules(file_271(body)) == [rule]


def test_the_samples_are_clean():
    assert findings(file_271(body_271(), body_271_refused())) == []
