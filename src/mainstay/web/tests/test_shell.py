"""The frame around the pages: who sees which places, what needs somebody, what is searched."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError
from django.test import RequestFactory
from django.urls import reverse
from tests.web.people import a_person, a_user

from mainstay.foundation import clock
from mainstay.foundation.accounts.roles import matrix
from mainstay.foundation.audit.context import NOWHERE
from mainstay.foundation.audit.models import AuditEvent
from mainstay.foundation.tenancy import Actor
from mainstay.foundation.tenancy.testing import a_practice
from mainstay.foundation.work import services as work
from mainstay.web import navigation, search, viewing
from mainstay.web.errors import Unavailable

NOW = datetime(2026, 10, 6, 16, 0, tzinfo=UTC)


def actor(role: str, practice_id: int = 1) -> Actor:
    return Actor(practice_id, 1, "web", role)


def test_a_place_is_absent_for_a_role_that_may_not_see_it(db):
    settings = navigation.SETTINGS

    assert [link.place.label for link in navigation.links(settings, actor("front_desk"), "/")] == []
    assert [link.place.url_name for link in navigation.links(settings, actor("auditor"), "/")] == [
        "settings",
        "people",
        "audit",
    ]


def test_a_place_without_a_page_is_absent():
    nowhere = navigation.Place("Nowhere", "no-such-page", "today.view", "ring")

    assert list(navigation.links((nowhere,), actor("manager"), "/")) == []


def test_every_places_act_is_in_the_matrix():
    places = [navigation.TODAY, *navigation.SETTINGS]
    places += [place for wing in navigation.WINGS for place in wing.places]

    assert {place.act for place in places} <= matrix().acts.keys()


def test_no_two_places_share_a_key():
    keys = [place.key for wing in navigation.WINGS for place in wing.places if place.key]

    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("due_in", "tone", "count"), [(timedelta(days=-1), "bad", 1), (timedelta(days=9), "bad", 0)]
)
def test_a_station_is_red_when_its_work_is_late_or_nobodys(db, monkeypatch, due_in, tone, count):
    practice = a_practice()
    work.open_item(
        practice.pk,
        "denial_follow_up",
        "cause-1",
        subject_kind="denial",
        subject_key="1",
        title="A denial",
        value_cents=1,
        due_at=NOW + due_in,
        occurred_on=NOW.date(),
        at=NOW,
    )
    place = navigation.Place("Denials", "settings", "today.view", "no", ("denial_follow_up",))
    monkeypatch.setattr(navigation, "WINGS", (navigation.Wing("Revenue", "claim", (place,)),))
    group = navigation.groups(actor("manager", practice.pk), "/", as_of=NOW)[0]

    assert (group.links[0].tone, group.links[0].count) == (tone, count)


@pytest.fixture
def finder(monkeypatch):
    monkeypatch.setattr(search, "_wings", {})
    found = [search.Result("Marigold Sampleton", "/p/1", "person", "Aug 18", True, 41)]
    search.register("Patients", "patients.view", lambda actor, text: found)


def test_every_patient_found_is_in_the_trail(db, finder):
    person = a_person("biller")
    page = person.client().post(reverse("search"), {"q": "samp"}).text

    event = AuditEvent.objects.for_practice(person.practice.pk).get()
    assert "Marigold Sampleton" in page
    assert (event.action, event.patient_ids) == ("patients.search", [41])


def test_a_role_finds_only_what_it_may_see(db, finder):
    person = a_person("office")
    page = person.client().post(reverse("search"), {"q": "samp"}).text

    assert "Marigold" not in page
    assert not AuditEvent.objects.for_practice(person.practice.pk).exists()


def test_what_is_searched_never_stands_in_an_address(db):
    assert a_person("biller").client().get(reverse("search"), {"q": "x"}).status_code == 405


def test_a_page_that_cannot_be_audited_is_not_shown(db, monkeypatch):
    request = RequestFactory().get("/")
    request.actor, request.audit_context = actor("biller"), NOWHERE

    def broken(*args: object, **kwargs: object) -> None:
        raise OperationalError("no disk")

    monkeypatch.setattr(viewing.audit, "record", broken)
    with pytest.raises(Unavailable):
        viewing.viewed(request, [1])


def test_of_many_patients_the_first_are_named_and_all_are_counted(db):
    person = a_person("biller")
    request = RequestFactory().get("/")
    request.actor, request.audit_context = person.actor, NOWHERE
    viewing.viewed(request, range(1, 251), action="claims.view")

    event = AuditEvent.objects.for_practice(person.practice.pk).get()
    assert (len(event.patient_ids), event.details) == (200, {"patients": 250})


def test_the_front_desk_starts_with_names_hidden(db):
    page = a_person("front_desk").client().get(reverse("profile")).text
    assert 'aria-label="Desk privacy: show initials only" checked' in page

    page = a_person("manager").client().get(reverse("profile")).text
    assert 'aria-label="Desk privacy: show initials only" checked' not in page


def test_the_first_page_is_one_the_role_may_see(db):
    assert a_person("security").client().get(reverse("home"))["Location"] == reverse("settings")


def test_a_theme_is_remembered_and_only_a_known_one(db):
    client = a_person("manager").client()
    client.post(reverse("theme"), {"theme": "dark"})
    assert 'data-theme="dark"' in client.get(reverse("settings")).text

    client.cookies["theme"] = '"><script>'
    assert "data-theme" not in client.get(reverse("settings")).text


def test_a_practice_is_changed_once_and_its_change_is_in_the_trail(db):
    person = a_person("manager")
    for _ in range(2):
        person.client().post(
            reverse("settings"), {"name": "Harbor Light", "zone": "America/Chicago"}
        )

    event = AuditEvent.objects.for_practice(person.practice.pk).get()
    assert event.details["after"] == {"name": "Harbor Light", "zone": "America/Chicago"}
    person.practice.refresh_from_db()
    assert person.practice.zone == "America/Chicago"


def test_a_reader_of_the_settings_changes_nothing(db):
    person = a_person("auditor")
    person.client().post(reverse("settings"), {"name": "Mine", "zone": "America/Chicago"})

    person.practice.refresh_from_db()
    assert person.practice.name != "Mine"


def test_confirmed_numbers_keep_their_first_day(db):
    person = a_person("manager")
    client = person.client()
    client.post(reverse("settings-confirm"))
    person.practice.refresh_from_db()
    first = person.practice.identifiers_confirmed_at
    client.post(reverse("settings-confirm"))
    person.practice.refresh_from_db()

    assert first is not None
    assert person.practice.identifiers_confirmed_at == first <= clock.now()


def test_without_a_second_factor_only_its_set_up_opens(db):
    client = a_person("manager", user=a_user(second_factor=False)).client()

    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    for name in ("profile", "home", "choose-practice", "mfa_view_recovery_codes"):
        assert client.get(reverse(name))["Location"] == reverse("mfa_activate_totp")
