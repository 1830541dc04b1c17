"""270 as records, and what an inquiry must say."""

from datetime import date

import pytest

from mainstay.engine import x12
from mainstay.engine.x12.tests.patient_samples import body_270, file_270
from mainstay.engine.x12.tests.samples import NPI_GROUP, findings, records, rules


def inquiries() -> list[x12.EligibilityInquiry270]:
    return records(file_270(body_270()), x12.EligibilityInquiry270)


def changed(old: str, new: str) -> bytes:
    text = file_270(body_270()).decode()
    assert old in text
    return text.replace(old, new, 1).encode()


def test_who_asks_whom_about_which_subscriber():
    one = inquiries()[0]

    assert (one.payer.name, one.payer.id) == ("PAYER ONE", "PAY01")
    assert (one.provider.name, one.provider.id) == ("FAMILY PRACTICE", NPI_GROUP)
    assert one.provider_taxonomy == "207Q00000X"
    assert (one.subscriber.name, one.subscriber.first, one.member_id) == ("DOE", "JANE", "W000002")
    assert one.patient == one.subscriber
    assert one.patient_is_subscriber
    assert (one.patient_birth_on, one.patient_sex) == (date(1970, 1, 2), "F")
    assert one.subscriber.ids == (("6P", "GRP1"),)
    assert one.subscriber.address.city == "DAYTON"


def test_a_dependent_is_asked_for_under_the_subscriber():
    one = inquiries()[1]

    assert (one.subscriber.name, one.member_id) == ("ROE", "W000003")
    assert (one.patient.first, one.patient_birth_on) == ("TIM", date(2015, 6, 7))
    assert not one.patient_is_subscriber
    assert one.relationship == "19"
    assert one.subscriber_birth_on is None
    assert one.trace_number == "TRACE2"


def test_each_inquiry_of_a_patient():
    first, second = inquiries()[0].inquiries

    assert (first.service_types, first.place_of_service) == (("98", "UC"), "11")
    assert (second.procedure_qualifier, second.procedure) == ("HC", "99214")
    assert second.modifiers == ("25",)
    assert second.diagnosis_pointers == (1, 2)
    assert second.authorization == "AUTH1"
    assert (second.from_on, second.to_on) == (date(2026, 2, 1), date(2026, 2, 28))
    assert second.segment > first.segment


def test_traces_and_dates_are_kept_with_their_qualifiers():
    one = inquiries()[0]

    assert [(t.type, t.number, t.assigned_by, t.assigned_by_part) for t in one.traces] == [
        ("1", "TRACE1", "9123456789", "DESK2")
    ]
    assert [(d.qualifier, d.from_on) for d in one.dates] == [("291", date(2026, 1, 16))]
    assert one.diagnoses == (("ABK", "M5450"), ("ABF", "I10"))


def test_a_record_ends_where_the_next_level_begins():
    first, second = inquiries()

    assert first.end_segment + 2 < second.at.segment
    assert second.end_segment == second.inquiries[-1].segment


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("EQ*98^UC~", "EQ*98^Q9~", "service-type"),
        ("NM1*IL*1*DOE*JANE*Q***MI*W000002", "NM1*IL*2*DOE*****MI*W000002", "patient-person"),
        ("RD8*20260201-20260228", "RD8*20260228-20260201", "dates-order"),
        ("RD8*20260201-20260228", "D8*19690101", "date-before-birth"),
        ("207Q00000X", "207Q", "taxonomy-shape"),
        (f"XX*{NPI_GROUP}", "XX*1234567890", "npi-check-digit"),
        ("HL*4*2*22*1", "HL*4*2*22*0", "hierarchy-child"),
        ("INS*N*19", "INS*N*18", "element-code"),
    ],
)
def test_what_an_inquiry_must_say(old, new, rule):
    assert rules(changed(old, new)) == [rule]


def test_a_subscriber_without_dependent_must_say_what_is_asked():
    body = [one for one in body_270() if one[0] not in ("EQ", "III") and one[:2] != ("REF", "G1")]
    body = body[: body.index(("HL", "4", "2", "22", "1"))]
    body = [one for one in body if one[:3] != ("DTP", "291", "RD8")]

    assert rules(file_270(body)) == ["inquiry-missing"]
    [one] = records(file_270(body), x12.EligibilityInquiry270)
    assert one.inquiries == ()


def test_a_patient_without_keys_cannot_be_found():
    body = [
        ("NM1", "IL", "1") if one[:4] == ("NM1", "IL", "1", "DOE") else one
        for one in body_270()
        if one[:3] != ("DMG", "D8", "19700102")
    ]

    assert rules(file_270(body)) == ["search-keys"]


def test_a_finding_about_a_service_type_names_its_repetition():
    [finding] = findings(changed("EQ*98^UC~", "EQ*98^Q9~"))

    assert (finding.segment_id, finding.element, finding.repetition) == ("EQ", 1, 2)
    assert (finding.loop, finding.value, finding.severity) == ("2110C", "Q9", "warning")
