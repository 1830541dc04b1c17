"""Every response carries the headers, whatever it is (RELIABILITY 12)."""

import pytest
from django.test import Client
from django.urls import path, reverse

from mainstay.config import urls as root
from mainstay.foundation.work.errors import WorkRefusal
from mainstay.web.access import public
from mainstay.web.errors import Unavailable
from mainstay.web.middleware.headers import HEADERS
from tests.web.people import a_person

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'; script-src-attr 'none'"
)


class Secret(Exception):
    """Something whose words must not reach a page."""


@public
def breaks(request):
    raise Secret("SELECT name FROM patient WHERE ssn = 'ZZPHI'")


@public
def refuses(request):
    raise WorkRefusal("Tamsin took this item at 9:04.")


@public
def unavailable(request):
    raise Unavailable("The audit trail could not be written, so nothing is shown.")


def undeclared(request):
    raise AssertionError("an undeclared view ran")


urlpatterns = [
    path("breaks", breaks),
    path("refuses", refuses),
    path("unavailable", unavailable),
    path("undeclared", undeclared),
    *root.urlpatterns,
]
handler400, handler403 = root.handler400, root.handler403
handler404, handler500 = root.handler404, root.handler500

ADDRESSES = {
    "/sign-in": 200,
    "/healthz": 200,
    "/settings/practice": 200,
    "/settings/trail": 403,
    "/nothing-here": 404,
    "/undeclared": 404,
    "/refuses": 409,
    "/unavailable": 503,
    "/breaks": 500,
    "/static/web/mainstay.css": 200,
}


@pytest.fixture
def client(db, settings):
    settings.ROOT_URLCONF = __name__
    client = a_person("manager").client()
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(("address", "status"), ADDRESSES.items())
def test_the_headers_are_on_every_response(client, address, status):
    response = client.get(address) if address != "/sign-in" else Client().get(address)

    assert response.status_code == status
    assert response.headers["Content-Security-Policy"] == POLICY
    assert {name: response.headers[name] for name in HEADERS} == HEADERS


def test_nothing_but_static_files_is_kept_by_a_browser(client):
    assert client.get("/settings/practice").headers["Cache-Control"] == "no-store"
    assert client.get("/nothing-here").headers["Cache-Control"] == "no-store"
    stylesheet = client.get("/static/web/mainstay.css")
    assert "no-store" not in stylesheet.headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in stylesheet.headers


def test_an_error_tells_a_code_and_nothing_of_what_broke(client):
    response = client.get("/breaks")

    assert response.headers["X-Request-ID"] in response.text
    assert "ZZPHI" not in response.text
    assert "Traceback" not in response.text


def test_a_services_refusal_is_its_own_sentence(client):
    assert "Tamsin took this item at 9:04." in client.get("/refuses").text


def test_a_host_that_is_not_ours_gets_a_calm_page(client):
    response = client.get("/sign-in", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert "could not be read" in response.text
    assert response.headers["Content-Security-Policy"] == POLICY


def test_a_form_without_its_token_is_told_so(db):
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse("account_login"), {"login": "a@example.org"})

    assert response.status_code == 403
    assert "open too long" in response.text


def test_over_https_cookies_are_bound_to_the_host():
    import subprocess
    import sys

    code = (
        "from mainstay.config import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_NAME,"
        " s.SECURE_HSTS_SECONDS, s.DEMO_SIGN_IN)"
    )
    import os

    environment = os.environ | {
        "MAINSTAY_HOSTS": "books.example.org",
        "MAINSTAY_DEMO_SIGN_IN": "1",
        "PYTHONPATH": "src",
    }
    found = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )

    assert found.stdout.split() == ["__Host-session", "True", "__Host-csrf", "63072000", "False"]
