"""Every act on a denial is a page that works without script, and only for whom it may."""

import re
from datetime import date

import pytest
from django.urls import reverse
from tests.web.people import a_person

from mainstay.foundation.audit.models import AuditEvent
from mainstay.foundation.tenancy.models import Practice
from mainstay.foundation.work.models import WorkItem
from mainstay.revenue.denials.models import Act, Appeal, Denial, LetterVersion, WriteOff

pytestmark = pytest.mark.django_db
TEXT = "Claim C1. Please pay."


@pytest.fixture
def denial(books):
    return Denial.objects.get(practice=books.practice_id)


@pytest.fixture
def client(biller):
    return biller.client()


@pytest.fixture
def manager(books):
    return a_person("manager", Practice.objects.get(pk=books.practice_id)).client()


def at(name, denial, *more):
    return reverse(name, args=[denial.public_id, *more])


def appeal(client, denial, **changes):
    form = {
        "letter": "coding",
        "body": TEXT,
        "attachments": "Visit note\nThe claim",
        "sent_how": "fax",
        "proof": "F-12",
        "sent_on": "2026-05-04",
    }
    return client.post(at("denial-appeal", denial), form | changes)


def test_the_list_opens_the_first_denial_beside_it_with_what_one_could_do(client, denial):
    html = client.get("/denials").text

    assert 'id="denial-side"' in html
    for words in ("What you could do", "Correct and resend", "not enough history yet"):
        assert words in html
    assert "Letter, " in html
    assert "If nobody acts" in html


def test_htmx_gets_the_panel_alone_and_a_stranger_to_the_practice_gets_nothing(client, denial):
    headers = {"HX-Request": "true", "HX-Target": "denial-side"}
    part = client.get(f"/denials?open={denial.public_id}", headers=headers)
    assert part.text.strip().startswith("<aside")

    other = a_person("biller").client()
    assert other.get(f"/denials?open={denial.public_id}", headers=headers).status_code == 404


@pytest.mark.parametrize(
    ("view", "is_there"),
    [("late", False), ("large", False), ("mine", False), ("waiting", False), ("", True),
     ("soon", False), ("every", True)],
)  # fmt: skip
def test_each_tab_lists_what_it_says(client, denial, view, is_there):
    html = client.get(f"/denials?view={view}").text
    assert (at("denial", denial) in html) is is_there


def test_a_letter_is_filled_in_sent_and_kept_with_its_proof(client, denial):
    form = client.get(at("denial-appeal", denial)).text
    assert "Marigold" in form or "C1" in form
    assert "[[" not in re.sub(r"<textarea.*?</textarea>", "", form, flags=re.S)

    assert appeal(client, denial).status_code == 302

    sent = Appeal.objects.get()
    assert (sent.letter_code, sent.body, sent.proof) == ("coding", TEXT, "F-12")
    assert sent.attachments == ["Visit note", "The claim"]
    assert "F-12" in client.get(reverse("appeal", args=[sent.public_id])).text
    assert 'Waiting on payer <span class="count">1</span>' in client.get("/denials").text


def test_a_letter_with_a_gap_stays_and_the_gap_is_named(client, denial):
    answer = appeal(client, denial, body="See [[the authorization number]].")

    assert answer.status_code == 422
    assert "does not say the authorization number yet" in answer.text
    assert not Appeal.objects.exists()


def test_the_packet_is_a_pdf_of_the_draft_and_later_of_what_was_sent(client, denial):
    draft = appeal(client, denial, then="packet")
    assert draft["Content-Type"] == "application/pdf"
    assert draft.content.startswith(b"%PDF-")
    assert not Appeal.objects.exists()

    appeal(client, denial)
    sent = Appeal.objects.get()
    packet = client.get(reverse("appeal-packet", args=[sent.public_id]))
    assert packet.content.startswith(b"%PDF-")


def test_the_answer_to_an_appeal_is_noted_and_can_be_undone(client, denial):
    appeal(client, denial)
    sent = Appeal.objects.get()

    client.post(
        reverse("appeal-answer", args=[sent.public_id]),
        {"outcome": "part", "won": "50.00", "responded_on": "2026-05-20", "response": "Half"},
    )
    sent.refresh_from_db()
    assert (sent.outcome, sent.won_cents, sent.responded_on) == ("part", 50_00, date(2026, 5, 20))

    client.post(at("denial-undo", denial))
    sent.refresh_from_db()
    assert sent.outcome == ""


@pytest.mark.parametrize(
    ("act", "form", "state"),
    [
        ("resend", {"reason": "Modifier 25 added", "reference": "C1-2"}, "resent"),
        ("send_records", {"reason": "Note by portal", "reference": "P-1"}, "records_sent"),
        ("escalate",
         {"reason": "Reprocess", "reference": "R-9", "channel": "peer", "contact": "Dr. Lee"},
         "escalated"),
    ],
)  # fmt: skip
def test_what_leaves_it_with_the_payer_is_noted_and_comes_back(client, denial, act, form, state):
    assert client.get(at("denial-act", denial, act)).status_code == 200

    client.post(at("denial-act", denial, act), form | {"waits_until": "2026-06-10"})

    denial.refresh_from_db()
    assert (denial.state, denial.waits_until) == (state, date(2026, 6, 10))
    page = client.get(at("denial", denial)).text
    assert form["reference"] in page
    client.post(
        at("denial-answer", denial),
        {"answer": "refuse", "answered_on": "2026-05-30", "reason": "No", "reference": ""},
    )
    denial.refresh_from_db()
    assert denial.state == "open"


def test_what_is_missing_is_said_and_nothing_is_done(client, denial):
    answer = client.post(at("denial-act", denial, "escalate"), {"reason": ""})

    assert answer.status_code == 422
    assert "Nothing was saved yet" in answer.text
    assert not Act.objects.exists()


def test_a_write_off_is_posted_up_to_the_limit(client, denial):
    client.post(at("denial-write-off", denial), {"reason_code": "small", "reason": ""})

    assert WriteOff.objects.get().state == "posted"
    assert AuditEvent.objects.filter(action="denials.write-off").exists()


def test_above_the_limit_the_manager_decides_on_the_denials_page(
    client, manager, denial, monkeypatch
):
    from mainstay.revenue.denials.services import writing_off

    monkeypatch.setattr(writing_off, "LIMIT_CENTS", 100_00)
    client.post(at("denial-write-off", denial), {"reason_code": "no_merit", "reason": "Policy"})
    form = WriteOff.objects.get()
    assert "Send back" not in client.get(at("denial", denial)).text
    assert client.post(reverse("write-off", args=[form.public_id])).status_code == 403

    assert "Send back" in manager.get(at("denial", denial)).text
    manager.post(reverse("write-off", args=[form.public_id]), {"answer": "approve"})

    form.refresh_from_db()
    assert form.state == "posted"


def test_several_at_once_are_noted_with_one_form(client, denial):
    form = {"act": "escalate", "chosen": [str(denial.public_id), "nonsense"]}
    question = client.post(reverse("denial-bulk"), form)
    assert "1 denial" in question.text

    said = {"said": "1", "reason": "One call", "channel": "phone", "contact": "Jo",
            "reference": "R1", "waits_until": "2026-05-20"}  # fmt: skip
    assert client.post(reverse("denial-bulk"), form | said).status_code == 302

    assert Act.objects.get().reference == "R1"


def test_take_and_take_next_make_the_item_ones_own(biller, client, denial):
    client.post(reverse("denial-next"))
    item = WorkItem.objects.get(function__code="denial_follow_up")
    assert item.assignee_user_id == biller.user.pk
    assert at("denial", denial) in client.get("/denials?view=mine").text

    answer = client.post(reverse("denial-next"), follow=True)
    assert "every denial is taken" in answer.text


def test_an_auditor_looks_but_does_nothing(books, denial):
    auditor = a_person("auditor", Practice.objects.get(pk=books.practice_id)).client()
    html = auditor.get(at("denial", denial)).text

    assert "What you could do" in html
    assert at("denial-appeal", denial) not in html
    assert auditor.post(at("denial-act", denial, "resend")).status_code == 403
    assert auditor.post(reverse("denial-bulk")).status_code == 403


def test_the_step_that_caused_it_is_told_once_and_the_finding_leads_to_the_rows(client, denial):
    html = client.get(reverse("denial-causes") + "?month=2026-04").text
    month = f"{denial.denied_on:%Y-%m}"
    html = client.get(reverse("denial-causes") + f"?month={month}").text
    [key] = set(re.findall(r'name="cause" value="([^"]+)"', html))

    for _ in range(2):
        client.post(reverse("denial-tell"), {"cause": key, "back": "causes"})

    item = WorkItem.objects.get(cause_key=key)
    assert (item.function.code, item.value_cents) == ("coding_review", denial.cents)
    rows = client.get(reverse("denial-by-payment", args=[key]), follow=True)
    assert at("denial", denial) in rows.text
    assert "Told" in client.get(reverse("denial-causes") + f"?month={month}").text


def test_a_practice_rewords_a_letter_and_the_next_appeal_uses_it(manager, client, denial):
    url = reverse("letter", args=["coding"])
    form = {"title": "Coding, ours", "body": "Dear {{payer}}, pay {{denied}}.",
            "attachments": "Note", "based_on": "0"}  # fmt: skip
    assert manager.post(url, form).status_code == 302
    assert manager.post(url, form).status_code == 422  # from an old version
    assert (
        "no field called nonsense"
        in manager.post(url, form | {"body": "{{nonsense}}", "based_on": "1"}).text
    )

    assert LetterVersion.objects.get().number == 1
    shown = client.get(at("denial-appeal", denial) + "?letter=coding").text
    assert "pay $164.00." in shown
    assert "Coding, ours" in client.get(reverse("letters")).text


def test_what_wins_counts_the_tries_that_ended(client, denial):
    assert "No try has ended yet" in client.get(reverse("denial-wins")).text
    appeal(client, denial)
    client.post(
        reverse("appeal-answer", args=[Appeal.objects.get().public_id]),
        {"outcome": "won", "won": "", "responded_on": "2026-05-04", "response": ""},
    )

    html = client.get(reverse("denial-wins")).text
    assert "1 of 1 tries" in html
    assert "The codes are right as billed" in html
