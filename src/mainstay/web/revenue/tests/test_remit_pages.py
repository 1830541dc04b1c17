"""Remittances and denials, as a biller sees them."""

import re

from django.urls import reverse
from tests.support.edi import Advice, an_835
from tests.web.people import a_person

from mainstay.foundation.audit.models import AuditEvent
from mainstay.foundation.work.queries import open_items
from mainstay.revenue.denials.queries.denials import denials
from mainstay.revenue.remits.queries.payments import payment_rows, payments_of_remit
from mainstay.web.revenue import finders
from mainstay.web.today.subjects import subject_of

from .conftest import MAY_4
from .test_claim_pages import cents_in, page


def remit_url(books) -> str:
    return reverse("remit", args=[books.all_remits()[0].public_id])


def test_the_balance_comes_first_and_adds_up_to_the_payment(biller, books):
    html = page(biller, remit_url(books))
    balance = html.partition('aria-label="The balance"')[2].partition("</section>")[0]
    posted, waiting, taken_off, paid = cents_in(balance)

    assert (posted, waiting, taken_off, paid) == (9_600, 9_600, 4_000, 15_200)
    assert posted + waiting - taken_off == paid
    assert "agrees" in balance


def test_a_payment_shows_its_reasons_plain_first_and_where_it_went(biller, books):
    html = page(biller, remit_url(books))

    assert re.search(r"Coinsurance share .*PR-2", html)
    assert html.index("Coinsurance share") < html.index("PR-2")
    assert "its claim" in html
    assert "Parked" in html


def test_a_parked_payment_is_told_as_what_needs_a_person(biller, books):
    html = page(biller, remit_url(books))
    needs = html.partition('id="h-needs"')[2].partition("</section>")[0]

    assert "is parked" in needs
    assert "$96.00" in needs


def test_a_claim_payment_sums_and_shows_what_it_moved(biller, books):
    row = payment_rows(payments_of_remit(books.all_remits()[0]))[0]
    html = page(biller, reverse("remit-payment", args=[row.public_id]))
    own = html.partition('aria-label="The payment’s own sum"')[2].partition("</section>")[0]
    charged, adjusted, paid, of_the_patient = cents_in(own)

    assert charged - adjusted == paid == 9_600
    assert of_the_patient == 2_400
    assert "owed by Test Mutual" in html
    assert "contract adjustments" in html


def test_a_held_remittance_says_why_and_that_nothing_is_in_the_books(biller, books):
    books.remits(an_835(Advice(trace="EFT2", off_by_cents=500), control=502))
    held = books.all_remits()[-1]

    assert held.state == "held"
    html = page(biller, reverse("remit", args=[held.public_id]))
    assert "Held whole: nothing of it is in the books." in html
    assert "off by" in html
    assert "Held" in page(biller, "/remits?view=held")


def test_every_open_item_leads_to_a_page_that_opens(biller, books):
    items = list(open_items(books.practice_id, as_of=MAY_4))
    urls = [
        subject_of(item.subject_kind, item.subject_key).url
        for item in items
        if item.subject_kind in ("claim", "claim_payment", "denial", "remit")
    ]

    assert len(urls) >= 2
    for url in urls:
        assert url
        assert biller.client().get(url, follow=True).status_code == 200, url


def test_denials_are_summed_by_cause_payer_and_reason(biller):
    html = page(biller, "/denials")

    assert "1 open, " in html
    for title in ("By cause", "By payer", "By the payer’s reason"):
        pile = html.partition(f"<h2>{title}</h2>")[2].partition("</section>")[0]
        assert cents_in(pile) == [16_400], title
    assert "Modifier missing" in html
    assert html.index("Modifier missing") < html.index("CO-4")


def test_every_link_of_a_pile_shows_its_denial(biller):
    html = page(biller, "/denials")
    links = re.findall(r'<th scope="row"><a href="(\?[^"]+)"', html)

    assert len(links) == 3
    for link in links:
        shown = page(biller, f"/denials{link.replace('&amp;', '&')}")
        assert "Marigold Sampleton" in shown, link
    assert "Nothing matches" in page(biller, "/denials?category=TIMELY")


def test_a_denial_says_why_what_to_do_by_when_and_if_nobody_acts(biller, books):
    denial = denials(books.practice_id).get()
    html = page(biller, reverse("denial", args=[denial.public_id]))

    assert "Modifier missing" in html
    assert "Advised" in html
    assert "Correct by" in html
    assert "Coding review" in html
    assert "is lost" in html
    assert "Take it" in html
    assert (
        denial.claim.patient_id
        in AuditEvent.objects.filter(object_kind="denial").latest("id").patient_ids
    )


def test_a_practice_without_denials_is_told_that_the_line_is_clear(db):
    assert "The line is clear" in page(a_person("biller"), "/denials")
    assert "No remittances yet" in page(a_person("biller"), "/remits")


def test_what_one_has_in_hand_finds_claims_patients_and_remittances(biller):
    claims = finders.find_claims(biller.actor, "#c1")
    patients = finders.find_patients(biller.actor, "@Samp")
    remits = finders.find_remits(biller.actor, "trace eft1001")

    assert [result.words for result in claims] == ["Marigold Sampleton"]
    assert [result.words for result in patients] == ["Marigold Sampleton"]
    assert all(result.patient_id for result in (*claims, *patients))
    assert [result.words for result in remits] == ["Test Mutual, $152.00"]
    assert "Marigold Sampleton" in page(biller, patients[0].url)


def test_a_name_typed_is_no_claim_number_and_one_letter_finds_nothing(biller):
    assert finders.find_claims(biller.actor, "Sampleton") == []
    assert finders.find_patients(biller.actor, "s") == []
    assert finders.find_remits(biller.actor, "Sampleton") == []


def test_another_practices_things_are_not_there(biller, books):
    stranger = a_person("biller").client()
    row = payment_rows(payments_of_remit(books.all_remits()[0]))[0]

    for url in (
        remit_url(books),
        reverse("remit-payment", args=[row.public_id]),
        reverse("remit-by-key", args=[row.key]),
        reverse("denial-by-payment", args=[row.key]),
        reverse("denial", args=[denials(books.practice_id).get().public_id]),
    ):
        assert stranger.get(url).status_code == 404, url
        assert biller.client().get(url, follow=True).status_code == 200, url
