"""The audit trail's page: who did what, found by period, person and patient; exported whole."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from mainstay.foundation.audit import services as audit
from mainstay.foundation.audit.models import AuditEvent
from mainstay.frontoffice.patients.models import Patient
from tests.web.people import Person, a_person

NOON = datetime(2026, 9, 14, 16, 0, tzinfo=UTC)


@pytest.fixture
def security(owner) -> Person:
    return a_person("security", owner.practice)


@pytest.fixture
def marigold(owner) -> Patient:
    return Patient.objects.create(
        practice=owner.practice,
        last_name="Sampleton",
        first_name="Marigold",
        search_name="sampleton marigold",
        birth_on=date(1958, 4, 17),
    )


def test_the_page_tells_who_saw_a_patient(owner, security, marigold):
    audit.record(owner.actor, "patients.view", patient_ids=[marigold.pk])
    audit.record(security.actor, "people.view")

    answer = owner.client().get(reverse("audit"), {"patient": str(marigold.public_id)})
    rows = answer.context["rows"]

    assert [(row["who"], row["did"]) for row in rows] == [(owner.user.name, "see patients")]
    assert "Sampleton" not in answer.text


def test_a_patient_of_another_practice_finds_nothing(owner, marigold):
    stranger = a_person("owner")
    audit.record(stranger.actor, "patients.view", patient_ids=[marigold.pk])

    answer = stranger.client().get(reverse("audit"), {"patient": str(marigold.public_id)})
    assert answer.context["rows"] == []


def test_the_page_shows_one_person_and_a_period_in_the_practices_days(owner, security):
    with time_machine.travel(NOON, tick=False) as now:
        audit.record(owner.actor, "claims.view")
        now.shift(13 * 3600)  # 1 in the morning in New York, the next day there
        audit.record(owner.actor, "remits.view")
        audit.record(security.actor, "people.view")
        query = {"since": "2026-09-15", "who": str(owner.membership.public_id)}
        rows = a_person("auditor", owner.practice).client().get(reverse("audit"), query)

    assert [row["event"].action for row in rows.context["rows"]] == ["remits.view"]


def test_reading_the_trail_is_in_the_trail(owner):
    owner.client().get(reverse("audit"))

    assert AuditEvent.objects.for_practice(owner.practice.pk).get().action == "audit.view"


def test_the_export_holds_every_row_and_no_formula(owner, security):
    for _ in range(60):
        audit.record(owner.actor, "claims.view")
    audit.record(owner.actor, "claims.edit", reason="=HYPERLINK(1)")

    answer = security.client().get(reverse("audit-export"))
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode())))

    assert len(rows) == 61
    assert {row["person"] for row in rows} == {owner.user.name}
    assert [row["reason"] for row in rows if row["reason"]] == ["'=HYPERLINK(1)"]
    assert answer["Content-Disposition"].startswith("attachment")


def test_the_export_asks_for_the_password_again(owner, security):
    answer = security.client(recently=False).get(reverse("audit-export"))

    assert answer["Location"].startswith(reverse("account_reauthenticate"))


def test_a_patient_is_found_by_name_without_the_name_in_an_address(owner, marigold):
    answer = owner.client().post(reverse("audit-patient"), {"name": "sample"})

    assert f"{reverse('audit')}?patient={marigold.public_id}" in answer.text
    event = AuditEvent.objects.for_practice(owner.practice.pk).get()
    assert (event.action, event.patient_ids) == ("patients.search", [marigold.pk])


def test_security_reads_the_trail_but_finds_no_patient(security, marigold):
    client = security.client()

    assert client.post(reverse("audit-patient"), {"name": "sample"}).status_code == 403
    assert reverse("audit-patient") not in client.get(reverse("audit")).text


def test_whom_an_act_was_about_is_named_and_not_numbered(owner, security):
    audit.record(owner.actor, "accounts.link", object_kind="user", object_key=str(security.user.pk))

    rows = owner.client().get(reverse("audit")).context["rows"]
    assert [(row["object"], row["key"]) for row in rows] == [("person", security.user.name)]
