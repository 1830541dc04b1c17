"""The owner's first day in a browser: a link, a password, codes, in; then by keyboard."""

import time
from collections.abc import Iterator
from itertools import product

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from mainstay.foundation import clock
from mainstay.foundation.accounts.services import demo_people, invite, link_for
from mainstay.foundation.tenancy import Actor
from mainstay.pipelines.practices import ensure_practice
from tests.support.browser import axe_findings, serving, signs

pytestmark = pytest.mark.browser

PASSWORD = "four calm herons wading"
PATHS = ("/settings/practice", "/settings/people", "/settings/trail", "/profile")
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def page(page: Page) -> Page:
    page.set_default_timeout(10_000)
    return page


@pytest.fixture
def address(own_database) -> Iterator[str]:
    with serving(own_database) as address:
        yield address


@pytest.fixture
def link(own_database) -> str:
    """The path of the first owner's one-time link."""
    practice, _ = ensure_practice("harbor", name="Harbor Light", at=clock.now())
    owner = invite(
        Actor.automation(practice.pk, via="cli"),
        email="maren@example.org",
        name="Maren Holt",
        role="owner",
        at=clock.now(),
    )
    return link_for(owner.user).path


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_a_link_leads_to_a_password_then_codes_then_in(page: Page, link, address):
    heard = signs(page)
    page.goto(f"{address}{link}")
    assert axe_findings(page) == []
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Save the password").click()

    secret = page.locator(".key-text").inner_text()
    assert axe_findings(page) == []
    page.get_by_label("Code").fill(code(secret))
    page.get_by_role("button", name="Turn on the codes").click()

    expect(page.locator("h1")).to_have_text("Recovery codes")
    assert axe_findings(page) == []
    page.goto(f"{address}/settings/practice")
    expect(page.locator("h1")).to_have_text("Practice settings")
    assert heard == []


def test_pages_are_reached_and_left_by_keyboard(page: Page, own_database):
    practice, _ = ensure_practice("demo", name="Harbor Light", is_demo=True, at=clock.now())
    demo_people(practice)
    with serving(own_database, demo=True) as address:
        heard = signs(page)
        page.goto(f"{address}/sign-in")
        page.get_by_role("button", name="Maren Holt").click()
        page.goto(f"{address}/settings/practice")

        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the work")).to_be_focused()
        page.keyboard.press("Control+k")
        palette = page.get_by_role("dialog", name="Search or jump to")
        expect(palette).to_be_visible()
        page.keyboard.type("people")
        page.keyboard.press("Enter")  # ahead of the answer, as people type
        expect(page.locator("h1")).to_have_text("People and roles")
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
        assert heard == []


def test_settings_pages_stop_nobody_in_any_light_or_width(page: Page, own_database):
    practice, _ = ensure_practice("demo", name="Harbor Light", is_demo=True, at=clock.now())
    demo_people(practice)
    found: dict[str, object] = {}
    with serving(own_database, demo=True) as address:
        heard = signs(page)
        page.goto(f"{address}/sign-in")
        found["sign-in"] = axe_findings(page)
        page.get_by_role("button", name="Ruth Adeyemi").click()
        for scheme, width, path in product(("light", "dark"), (1280, 390), PATHS):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"{address}{path}")
            found[f"{path} {scheme} {width}"] = axe_findings(page)
            if page.evaluate(SIDEWAYS) > 0:
                found[f"{path} at {width}"] = "scrolls sideways"

    assert {place: what for place, what in found.items() if what} == {}
    assert heard == []
