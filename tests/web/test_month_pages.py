"""The month, its rows and the open balances, as a signed-in person sees them."""

import csv
import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mainstay.foundation.audit.models import AuditEvent
from mainstay.oversight.insight.models import Month
from mainstay.oversight.insight.queries.metrics import metrics_of
from mainstay.oversight.insight.queries.shown import shown_month
from mainstay.oversight.insight.services.refreshing import refresh
from mainstay.oversight.insight.testing import Books
from mainstay.oversight.insight.testing.golden import golden_books
from tests.web.people import Person, a_person

JULY_2 = datetime(2026, 7, 2, 12, tzinfo=UTC)
MONEY = re.compile(r'<span class="money[^"]*">(−?)\$([\d,]+)<small>\.(\d\d)</small></span>')


@pytest.fixture
def books(db: None) -> Books:
    books = golden_books()
    refresh(books.practice.pk, at=JULY_2)
    return books


@pytest.fixture
def manager(books: Books) -> Person:
    return a_person("manager", books.practice)


def get(person: Person, url: str, **headers: str) -> str:
    with time_machine.travel(JULY_2, tick=False):
        answer = client_of(person).get(url, headers=headers)
    assert answer.status_code == 200, url
    return answer.content.decode()


def client_of(person: Person) -> Client:
    return person.client()


def cents_in(html: str) -> list[int]:
    return [
        (-1 if sign else 1) * int(dollars.replace(",", "") + cents)
        for sign, dollars, cents in MONEY.findall(html)
    ]


def test_the_page_shows_the_numbers_of_the_command(manager: Person) -> None:
    page = get(manager, "/month")

    shown = shown_month(manager.practice.pk, datetime(2026, 6, 1).date())
    assert shown is not None
    assert "<h1>June 2026</h1>" in page
    for metric in metrics_of(shown):
        if metric.unit == "days" and metric.value is not None:
            assert f'<span class="val">{metric.value}<small> days</small>' in page
        if metric.name in ("ar_over_90", "initial_denial_rate", "first_pass_acceptance"):
            assert f'<span class="val">{metric.value}<small> %</small>' in page
        if metric.unit == "cents" and metric.value:
            assert metric.value in cents_in(page), metric.name


def test_every_link_of_a_number_opens_to_rows_that_add_up_to_it(manager: Person) -> None:
    page = get(manager, "/month/2026-06")
    links = sorted(set(re.findall(r'href="(/month/2026-06/[a-z0-9_]+/[a-z]+)"', page)))

    assert len(links) == 14
    for link in links:
        rows = get(manager, link)
        body = rows.partition("<tbody>")[2].partition("</tbody>")[0]
        total = rows.partition('<p class="answer">')[2].partition("</p>")[0]
        if said := cents_in(total):
            assert sum(cents_in(body)) == said[0], link
        elif claims := re.search(r"<b>([\d,]+) claims?</b>", total):
            assert body.count("<tr>") == int(claims[1]), link


def test_every_cell_of_the_aging_opens_to_balances_that_add_up_to_it(manager: Person) -> None:
    page = get(manager, "/month/2026-06")
    cells = re.findall(r'<a class="rowlink" href="(/ar\?[^"]+)">(.+?)</a>', page)

    assert len(cells) == 19
    for url, cell in cells:
        listed = get(manager, url.replace("&amp;", "&"))
        head = listed.partition('id="balances">')[2].partition("</h2>")[0]
        body = (
            listed.partition('id="balances">')[2].partition("</tbody>")[0].partition("<tbody>")[2]
        )
        assert cents_in(head) == cents_in(cell), url
        assert sum(cents_in(body)) == cents_in(cell)[0]


def test_a_page_of_the_list_comes_alone_when_htmx_asks(manager: Person) -> None:
    part = get(manager, "/ar?bucket=0-30", **{"HX-Request": "true", "HX-Target": "balances"})

    assert part.strip().startswith('<section class="panel fit" id="balances">')
    assert "<h1>" not in part


def test_a_filter_that_cannot_be_read_counts_as_not_given(manager: Person) -> None:
    assert "6 open balances" in get(manager, "/ar?bucket=tall&as_of=yesterday&party=nobody&page=x")


def test_by_first_bill_the_page_says_so_and_still_foots(manager: Person) -> None:
    page = get(manager, "/ar?basis=first_bill")

    assert "by days since the first bill" in page
    assert "foots to the cent" in page


def test_the_export_is_the_same_list(manager: Person) -> None:
    with time_machine.travel(JULY_2, tick=False):
        answer = client_of(manager).get("/ar.csv?party=patients")
    rows = list(csv.DictReader(answer.getvalue().decode().splitlines()))

    assert [row["amount"] for row in rows] == ["60.00", "38.00", "22.00"]
    assert rows[0]["owed by"] == "Patient"
    event = AuditEvent.objects.for_practice(manager.practice.pk).get(action="reports.export")
    assert len(event.patient_ids) == 3


def test_looking_at_rows_is_in_the_audit_trail(manager: Person) -> None:
    get(manager, "/month/2026-06/dso/numerator")

    event = AuditEvent.objects.for_practice(manager.practice.pk).get(object_kind="month")
    assert event.object_key == "2026-06/dso/numerator"
    assert len(event.patient_ids) == 6


def test_a_physician_sees_the_month_without_links_he_may_not_follow(books: Books) -> None:
    page = get(a_person("physician", books.practice), "/month/2026-06")

    assert "30.4" in page
    assert "/month/2026-06/dso" not in page
    assert "/ar?" not in page


def test_another_practice_sees_none_of_it(books: Books) -> None:
    stranger = a_person("manager")

    assert "No claims yet" in get(stranger, "/month")
    assert "Nobody owes us anything" in get(stranger, "/ar")


def test_a_month_nothing_is_known_of_names_those_there_are(manager: Person) -> None:
    assert "March 2026 to June 2026" in get(manager, "/month/2025-01")
    assert client_of(manager).get("/month/2025-13").status_code == 404


def test_a_month_is_closed_once_and_says_by_whom(manager: Person) -> None:
    with time_machine.travel(JULY_2, tick=False):
        client = client_of(manager)
        for text in ("2026-04", "2026-04"):
            answer = client.post(reverse("month-close", args=[text]))
            assert answer.status_code == 302
        page = client.get("/month/2026-03").content.decode()

    assert Month.objects.filter(closed_at__isnull=False).count() == 2
    assert f"Closed Jul 2 by {manager.user.name} and frozen." in page
    assert "April 2026 can’t be closed: it is closed already." in page.replace("&#x27;", "’")


def test_without_patients_payments_the_page_says_what_it_counts(db: None) -> None:
    books = Books.opened()
    day = datetime(2026, 6, 3).date()
    billed = books.treated("Aetna", [100_00], service_on=day, posted_on=day)
    books.answered(billed, day, [(40_00, [("CO", "45", 30_00), ("PR", "1", 30_00)])])
    refresh(books.practice.pk, at=JULY_2)

    page = get(a_person("manager", books.practice), "/month/2026-06")

    assert "Patients’ payments are not visible." in page
    assert "Assigned to patients" in page
    assert "foots to the cent" in page
