"""Who may see what: every address × every role × whose object it is, read from what ships."""

import pytest
from django.test import Client
from django.urls import reverse

from mainstay.foundation.accounts.roles import matrix
from mainstay.foundation.audit.models import AuditEvent
from mainstay.foundation.tenancy.testing import a_practice
from mainstay.web.access import ARRIVING, PUBLIC, SIGNED_IN
from tests.web.objects import is_owned, kwargs_for
from tests.web.people import a_person, a_user
from tests.web.routes import Route, routes

ARGUED_PUBLIC = {
    "healthz",  # proxies ask it
    "account_login",  # a stranger becomes somebody here
    "mfa_authenticate",
    "account_inactive",
    "account_logout",  # signing out twice is no error
    "welcome",  # whoever comes has no password yet; the link is the proof
    "welcome-link",
    "demo-sign-in",  # 404 unless `mainstay demo` serves on loopback
}
# A post without a form is told so, not refused; a month without claims is not there.
ANSWERS = {200, 204, 302, 400, 409, 422}
NOTHING_YET = 404

ROUTES = routes()
GUARDED = [route for route in ROUTES if route.act not in (PUBLIC, SIGNED_IN, ARRIVING)]
OWNED = [route for route in GUARDED if is_owned(route.name, route.kwargs)]


def named(route: Route) -> str:
    return route.name


def status(client: Client, url: str) -> int:
    """The answer to a GET, or to a POST where only that is allowed."""
    answer = client.get(url).status_code
    return client.post(url).status_code if answer == 405 else answer


def test_every_view_says_who_may_see_it():
    assert [route.name for route in ROUTES if not route.act] == []


def test_only_what_was_argued_for_is_public():
    assert {route.name for route in ROUTES if route.act == PUBLIC} == ARGUED_PUBLIC


@pytest.mark.parametrize("route", GUARDED, ids=named)
def test_a_role_sees_a_page_exactly_when_the_matrix_says_so(db, route):
    practice = a_practice()
    url = reverse(route.name, kwargs=kwargs_for(route.name, route.kwargs, practice))
    fine = ANSWERS if is_owned(route.name, route.kwargs) else ANSWERS | {NOTHING_YET}
    wrong = {}
    for role in matrix().roles.values():
        answer = status(a_person(role.code, practice).client(), url)
        is_right = answer in fine if route.act in role.acts else answer == 403
        if not is_right:
            wrong[role.code] = answer

    assert wrong == {}


@pytest.mark.parametrize("route", OWNED, ids=named)
def test_another_practices_object_does_not_exist(db, route):
    elsewhere = a_practice()
    url = reverse(route.name, kwargs=kwargs_for(route.name, route.kwargs, elsewhere))
    role = next(role.code for role in matrix().roles.values() if route.act in role.acts)

    assert status(a_person(role).client(), url) == 404


@pytest.mark.parametrize("route", GUARDED, ids=named)
def test_a_stranger_is_sent_to_sign_in(db, route):
    url = reverse(route.name, kwargs=kwargs_for(route.name, route.kwargs, a_practice()))
    answer = Client().get(url)

    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/sign-in")


def test_a_member_without_a_second_factor_sets_one_up_first(db):
    person = a_person("manager", user=a_user(second_factor=False))

    assert person.client().get(reverse("settings"))["Location"] == reverse("mfa_activate_totp")


def test_who_belongs_to_two_practices_chooses_and_stays_within_his_choice(db):
    user = a_user()
    first = a_person("manager", user=user)
    second = a_person("auditor", user=user)
    client = first.client()

    assert client.get(reverse("settings"))["Location"] == reverse("choose-practice")
    client.post(reverse("choose-practice"), {"practice": second.practice.code})
    assert second.practice.name in client.get(reverse("settings")).text
    assert client.post(reverse("settings-confirm")).status_code == 403  # an auditor there


def test_nobody_chooses_a_practice_that_is_not_his(db):
    user = a_user()
    person, _ = a_person("manager", user=user), a_person("manager", user=user)
    client = person.client()
    client.post(reverse("choose-practice"), {"practice": a_practice().code})

    assert client.get(reverse("settings"))["Location"] == reverse("choose-practice")


def test_a_role_taken_away_counts_from_the_next_request(db):
    person = a_person("manager")
    client = person.client()
    assert client.get(reverse("settings")).status_code == 200

    person.membership.is_active = False
    person.membership.save()

    assert client.get(reverse("settings"))["Location"] == reverse("choose-practice")


def test_a_refusal_is_in_the_trail(db):
    person = a_person("front_desk")
    person.client().get(reverse("people"))

    event = AuditEvent.objects.for_practice(person.practice.pk).get()
    assert (event.action, event.outcome, event.object_key) == ("people.view", "refused", "people")
