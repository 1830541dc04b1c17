"""Every address in the resolver, so that a new page is asked for its headers from its first day."""

import pytest
from django.test import Client
from django.urls import reverse

from mainstay.foundation.tenancy.testing import a_practice
from mainstay.web.middleware.headers import CONTENT_SECURITY_POLICY, HEADERS
from tests.web.objects import kwargs_for
from tests.web.people import a_person
from tests.web.routes import Route, routes


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.name)
def test_it_carries_the_headers_and_no_browser_keeps_it(db, route: Route):
    practice = a_practice()
    client = a_person("owner", practice).client()
    answer = client.get(reverse(route.name, kwargs=kwargs_for(route.name, route.kwargs, practice)))
    policy = answer.headers["Content-Security-Policy"]
    lacking = {
        name: answer.headers.get(name)
        for name, value in HEADERS.items()
        if name != "Content-Security-Policy" and answer.headers.get(name) != value
    }

    assert policy == CONTENT_SECURITY_POLICY or "sandbox" in policy  # a file handed out
    assert lacking == {}
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_form_without_its_token_changes_nothing(db):
    person = a_person("manager")
    client = Client(enforce_csrf_checks=True)
    client.cookies = person.client().cookies
    answer = client.post(reverse("settings"), {"name": "Taken over", "zone": "America/Chicago"})
    person.practice.refresh_from_db()

    assert answer.status_code == 403
    assert person.practice.name != "Taken over"
