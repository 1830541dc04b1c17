"""The month in a real browser: every number is clicked and opens to rows that add up to it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from mainstay.foundation import clock
from mainstay.foundation.accounts.services import demo_people
from mainstay.oversight.insight.services.refreshing import refresh
from mainstay.oversight.insight.testing.golden import golden_books
from tests.support.browser import axe_findings, serving, signs

pytestmark = pytest.mark.browser

PATHS = (
    "/month/2026-06",
    "/month/2026-06/dso/numerator",
    "/month/2026-06/first_pass_acceptance/denominator",
    "/ar",
    "/ar?party=patients&bucket=31-60",
)


@pytest.fixture
def page(page: Page) -> Page:
    page.set_default_timeout(10_000)
    return page


@pytest.fixture
def address(own_database) -> Iterator[str]:
    """A demo practice with the ten encounters of metrics.md 16, served."""
    books = golden_books()
    books.practice.is_demo = True
    books.practice.save()
    refresh(books.practice.pk, at=clock.now())
    demo_people(books.practice)
    with serving(own_database, demo=True) as address:
        yield address


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_role("button", name="Maren Holt").click()


def cents(text: str) -> int:
    """An amount as the page writes it."""
    found = re.fullmatch(r"(−?)\$([\d,]+)\.(\d\d)", text.strip())
    assert found, text
    return int(found[1].replace("−", "-") + found[2].replace(",", "") + found[3])


def sum_of_rows(page: Page) -> int:
    """What the listed rows add up to; where none has an amount, how many there are."""
    last = page.locator("main table.wl:not(.aging) tbody tr td:last-child").all_inner_texts()
    return sum(map(cents, last)) if last and "$" in last[0] else len(last)


def test_every_number_of_the_month_opens_to_rows_that_add_up_to_it(page: Page, address: str):
    heard = signs(page)
    sign_in(page, address)
    page.goto(f"{address}/month/2026-06")
    links = page.locator(".metrics a, .wl a").evaluate_all(
        "links => links.map(link => [link.getAttribute('href'), link.innerText])"
    )
    said_of: dict[str, list[str]] = {}
    for href, words in links:
        said_of.setdefault(href, []).append(words)
    assert len(said_of) == 33

    for href, many in said_of.items():
        page.goto(f"{address}/month/2026-06")
        page.locator(f".metrics a[href='{href}'], .wl a[href='{href}']").first.click()
        said = re.search(
            r"(−?\$[\d,]+\.\d\d)|([\d,]+) claims?", page.locator(".answer").inner_text()
        )
        if "/ar?" in href:
            said = re.search(r"(−?\$[\d,]+\.\d\d)", page.locator("#balances h2").inner_text())
        assert said, href
        total = cents(said[1]) if said[1] else int(said[2])

        assert sum_of_rows(page) == total, href
        amounts = [words.removeprefix("of ") for words in many if re.search(r"\.\d\d$", words)]
        assert {cents(amount) for amount in amounts} <= {total}, href
    assert heard == []


def test_a_figure_explains_itself_by_mouse_and_by_keyboard(page: Page, address: str):
    sign_in(page, address)
    page.goto(f"{address}/month/2026-06")
    about = page.get_by_role("button", name="What Days in A/R (DSO) means")

    about.press("Enter")

    expect(page.locator("#about-dso")).to_be_visible()
    expect(page.locator("#about-dso")).to_contain_text("divided by the average daily charge")
    page.keyboard.press("Escape")
    expect(page.locator("#about-dso")).to_be_hidden()


def test_a_filter_narrows_the_open_balances_and_can_be_sent_on(page: Page, address: str):
    sign_in(page, address)
    page.goto(f"{address}/ar?as_of=2026-06-30")

    page.locator("[name=party]").select_option("patients")

    expect(page.locator("#balances h2")).to_have_text("3 open balances, $120.00")
    assert "party=patients" in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_stop_nobody(page: Page, address: str, scheme: str, width: int):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    heard = signs(page)
    sign_in(page, address)
    for path in PATHS:
        page.goto(f"{address}{path}")
        assert axe_findings(page) == [], path
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, f"{path} scrolls sideways at {width}"
    assert heard == []


def test_the_month_prints_on_one_page(page: Page, address: str):
    sign_in(page, address)
    page.goto(f"{address}/month/2026-06")

    printed = page.pdf(format="Letter", print_background=True)

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
