"""The list of claims and a claim's story, as a biller sees them."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.support.edi import Bill, an_837
from tests.web.people import a_person

from mainstay.foundation.audit.models import AuditEvent
from mainstay.revenue.claims.queries.listing import claims
from mainstay.revenue.remits.testing import Books

MONEY = re.compile(r'<span class="money[^"]*">(−?)\$([\d,]+)<small>\.(\d\d)</small></span>')


def cents_in(html: str) -> list[int]:
    return [
        (-1 if sign else 1) * int(dollars.replace(",", "") + cents)
        for sign, dollars, cents in MONEY.findall(html)
    ]


def page(person, url: str) -> str:
    answer = person.client().get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def claim_url(books: Books) -> str:
    [claim] = claims(books.practice_id, as_of=date(2026, 5, 4))
    return reverse("claim", args=[claim.public_id])


def test_the_list_says_what_needs_somebody_and_shows_each_claim(biller):
    html = page(biller, "/claims")

    assert "Marigold Sampleton" in html
    assert "Test Mutual" in html
    assert "Part paid" in html


def test_the_figures_of_a_claim_add_up_to_what_is_open(biller, books):
    html = page(biller, claim_url(books))
    figures = html.partition('aria-label="The claim in figures"')[2].partition("</section>")[0]
    charged, *less, open_cents, payer_owes, patient_owes = cents_in(figures)

    assert charged == 36_400
    assert less == [-8_000, -9_600]
    assert charged + sum(less) == open_cents == 18_800
    assert sorted([payer_owes, patient_owes]) == [2_400, 16_400]


def test_each_line_of_the_story_leaves_what_the_line_before_left_and_its_amount(biller, books):
    html = page(biller, claim_url(books))
    story = html.partition('<ol class="story">')[2].partition("</ol>")[0]
    moved = [cents_in(line) for line in story.split("<li>")[1:]]
    left = 0
    for amount, after in [pair for pair in moved if len(pair) == 2]:
        left += amount
        assert after == left

    assert left == 18_800


def test_the_story_tells_in_order_what_was_charged_sent_paid_denied_and_handed_on(biller, books):
    html = page(biller, claim_url(books)).partition('<ol class="story">')[2]
    told = [
        "2 charges",
        "Sent",
        "Test Mutual paid",
        "Contract adjustment",
        "Now owed by the patient $24.00",
        "Test Mutual denied $164.00",
    ]
    assert all(words in html for words in told)
    places = [html.index(words) for words in told[:4]]
    assert places == sorted(places)


def test_the_answer_names_the_denial_and_the_open_work_has_its_link(biller, books):
    html = page(biller, claim_url(books))
    answer = html.partition('<p class="answer">')[2].partition("</p>")[0]

    assert "Test Mutual denied $164.00" in answer
    assert "nobody has it yet" in answer
    assert "/denials/payment/remit:" in html


def test_a_link_with_status_and_payer_shows_only_those(biller, books):
    books.claims(an_837(Bill(number="C2", last_name="Stubbs"), control=2))
    payer = re.search(r'<option value="([0-9a-f-]{36})"', page(biller, "/claims")).group(1)

    both = page(biller, f"/claims?payer={payer}")
    one = page(biller, f"/claims?payer={payer}&status=part_paid")
    none = page(biller, f"/claims?payer={payer}&status=void")

    assert both.count("Stubbs") == 1
    assert "Stubbs" not in one
    assert "Sampleton" in one
    assert "Nothing matches" in none


def test_a_filter_that_cannot_be_read_is_ignored(biller):
    html = page(biller, "/claims?payer=nobody&patient=x&service_from=soon&first_sent=May&page=zz")

    assert "Marigold Sampleton" in html


def test_an_empty_practice_is_told_how_claims_come(db):
    html = page(a_person("biller"), "/claims")

    assert "No claims yet" in html
    assert 'href="/files"' in html


def test_looking_at_a_claim_is_in_the_trail_with_its_patient(biller, books):
    [claim] = claims(books.practice_id, as_of=date(2026, 5, 4))
    page(biller, claim_url(books))

    seen = AuditEvent.objects.filter(object_kind="claim").latest("id")
    assert seen.object_key == str(claim.public_id)
    assert claim.patient_id in seen.patient_ids


@pytest.mark.parametrize("url", ["/claims", "/remits", "/denials"])
def test_a_longer_list_asks_no_more_questions(biller, books, url):
    client = biller.client()
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    bills = [Bill(number=f"D{n}", last_name=f"Many{chr(97 + n)}") for n in range(12)]
    books.claims(an_837(*bills, control=3))
    with CaptureQueriesContext(connection) as many:
        client.get(url)

    assert len(many) == len(few)
    assert len(few) < 40
