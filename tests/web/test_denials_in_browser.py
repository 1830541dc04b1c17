"""Denials in a real browser: worked by keyboard alone, on the desk and the phone, light and dark."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from mainstay.foundation.accounts.services import demo_people
from mainstay.foundation.tenancy.models import Practice
from mainstay.foundation.work import services as work
from mainstay.revenue.denials.models import Act, Appeal, Denial
from mainstay.revenue.remits.testing import Books
from mainstay.revenue.remits.testing.edi import Paid, Said, Sent, an_835, an_837
from tests.support.browser import axe_findings, serving, signs

pytestmark = pytest.mark.browser


@pytest.fixture
def page(page: Page) -> Page:
    page.set_default_timeout(10_000)
    return page


@pytest.fixture
def address(own_database) -> Iterator[str]:
    """A demo practice with three denied claims, served."""
    books = Books.opened()
    work.ensure_functions(books.practice_id)
    for number, (name, carc) in enumerate([("Quill", "197"), ("Reed", "50"), ("Sable", "4")], 1):
        who = {"number": f"C{number}", "last_name": name, "member_id": f"M{number}"}
        books.claims(an_837(Sent(lines=[("93000", 300_00, "L1")], **who), control=number))
        denied = Said(
            [("93000", 300_00, 0, "L1", [("CO", carc, 300_00)])], icn=f"ICN{number}", **who
        )
        books.remits(an_835(Paid([denied], trace=f"E{number}"), control=500 + number))
    practice = Practice.objects.get(pk=books.practice_id)
    practice.is_demo = True
    practice.save()
    demo_people(practice)
    with serving(own_database, demo=True) as address:
        yield address


def sign_in(page: Page, address: str, who: str = "Ines Okafor") -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_role("button", name=who).click()
    page.goto(f"{address}/denials")


def test_a_denial_is_worked_by_keyboard_alone(page: Page, address: str):
    heard = signs(page)
    sign_in(page, address)

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("tr[aria-selected=true]")).to_have_count(1)
    expect(page.locator("#denial-side h2")).to_contain_text("$300.00")
    page.wait_for_url("**open=**")
    page.keyboard.press("a")
    expect(page.locator("h1")).to_have_text("First appeal")
    page.get_by_label("Letter", exact=True).fill("Please pay $300.00.")
    page.get_by_label("Proof").fill("F-1")
    page.get_by_role("button", name="Note it as sent").press("Enter")

    expect(page.locator("main")).to_contain_text("First appeal sent by payer’s portal")
    assert Appeal.objects.get().body == "Please pay $300.00."
    page.keyboard.press("z")
    expect(page.locator("main")).to_contain_text("Taken back")
    assert Denial.objects.filter(state="open").count() == 3
    assert heard == []


def test_choosing_rows_shows_their_sum_and_one_form_does_them_all(page: Page, address: str):
    sign_in(page, address)
    for box in page.locator("tbody input[type=checkbox]").all()[:2]:
        box.check()
    expect(page.locator(".bulk")).to_contain_text("2 chosen, $600.00")

    page.get_by_role("button", name="Records sent").click()
    page.get_by_label("Which records, and how").fill("By portal")
    page.get_by_role("button", name="Note it on 2").click()

    expect(page.locator(".toasts")).to_contain_text("2 of 2")
    assert Act.objects.filter(kind="send_records").count() == 2


def test_take_the_next_one_gives_three_people_three_denials(page: Page, address: str):
    sign_in(page, address)
    page.keyboard.press("n")
    expect(page.locator(".toasts")).to_contain_text("You have it")
    page.goto(f"{address}/denials?view=mine")
    expect(page.locator("tbody tr a.name")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_stop_nobody(page: Page, address: str, scheme: str, width: int):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    heard = signs(page)
    sign_in(page, address, "Maren Holt")
    one = f"/denials/{Denial.objects.order_by('id').first().public_id}"
    for path in (
        "/denials", one, f"{one}/appeal", f"{one}/do/escalate", f"{one}/write-off",
        "/denials/causes?month=2026-04", "/denials/wins", "/denials/letters",
        "/denials/letters/general",
    ):  # fmt: skip
        page.goto(f"{address}{path}")
        assert axe_findings(page) == [], path
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, f"{path} scrolls sideways at {width}"
    assert heard == []


def test_on_a_phone_a_row_leads_to_the_denials_own_page(page: Page, address: str):
    page.set_viewport_size({"width": 390, "height": 800})
    sign_in(page, address)
    expect(page.locator("#denial-side")).to_be_hidden()

    page.locator("tbody a.name").first.click()

    expect(page.locator("h1")).to_contain_text("$300.00")
    assert "open=" not in page.url
