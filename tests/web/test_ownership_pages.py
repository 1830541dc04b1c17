"""Ownership in the hands of people: giving functions away, falling ill, and working an item."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mainstay.foundation import clock, work
from mainstay.foundation.tenancy.testing import a_practice
from mainstay.foundation.work.models import WorkItem
from mainstay.foundation.work.queries import function_loads
from tests.web.people import a_person


@pytest.fixture
def practice(db):
    made = a_practice()
    work.ensure_functions(made.pk)
    return made


@pytest.fixture
def manager(practice):
    return a_person("manager", practice)


@pytest.fixture
def biller(practice):
    return a_person("biller", practice)


@pytest.fixture
def poster(practice):
    return a_person("poster", practice)


def an_item(practice, cause="a") -> WorkItem:
    work.open_item(
        practice.pk,
        "payment_posting",
        cause,
        subject_kind="claim",
        subject_key="C1",
        title="A parked payment",
        value_cents=120_00,
        at=clock.now(),
    )
    return WorkItem.objects.for_practice(practice.pk).get(cause_key=cause)


def give_posting_to(manager, owner, *backups):
    answer = manager.client().post(
        reverse("function", args=["payment_posting"]),
        {"act": "people", "owner": owner.user.pk}
        | {f"backup_{number}": one.user.pk for number, one in enumerate(backups, start=1)},
    )
    assert answer.status_code == 302


def test_a_function_that_gets_an_owner_takes_its_open_work_along(practice, manager, biller):
    item = an_item(practice)

    give_posting_to(manager, biller)

    item.refresh_from_db()
    assert item.holder_user_id == biller.user.pk


def test_only_who_may_give_work_changes_a_function(practice, biller):
    answer = biller.client().post(
        reverse("function", args=["payment_posting"]), {"act": "people", "owner": biller.user.pk}
    )

    assert answer.status_code == 403
    [load] = [
        one
        for one in function_loads(practice.pk, as_of=clock.now())
        if one.code == "payment_posting"
    ]
    assert load.owner_user_id is None


def test_a_biller_says_that_she_is_ill_and_her_work_is_at_the_backup_with_its_brief(
    practice, manager, biller, poster
):
    give_posting_to(manager, biller, poster)
    item = an_item(practice)

    answer = biller.client().post(
        reverse("away"), {"who": biller.user.pk, "kind": "sick"}, follow=True
    )

    item.refresh_from_db()
    assert item.holder_user_id == poster.user.pk
    assert b"A parked payment" in answer.content
    assert b"1 open item moved, each with a brief." in answer.content


def test_nobody_but_who_gives_work_says_it_of_somebody_else(practice, biller, poster):
    answer = biller.client().post(reverse("away"), {"who": poster.user.pk, "kind": "sick"})

    assert answer.status_code == 422
    assert b"Select a valid choice" in answer.content


def test_one_click_undoes_an_absence(practice, manager, biller, poster):
    give_posting_to(manager, biller, poster)
    item = an_item(practice)
    page = manager.client().post(reverse("away"), {"who": biller.user.pk, "kind": "sick"})

    manager.client().post(page.headers["Location"], {"act": "undo"})

    item.refresh_from_db()
    assert item.holder_user_id == biller.user.pk


def test_an_absence_that_ends_before_it_begins_is_told_at_its_field(practice, manager, biller):
    today = clock.today(practice.zone)
    answer = manager.client().post(
        reverse("away"),
        {
            "who": biller.user.pk,
            "kind": "leave",
            "starts": today,
            "ends": today - timedelta(days=1),
        },
    )

    assert answer.status_code == 422
    assert b"The last day is before the first." in answer.content


def test_an_item_is_worked_from_its_page(practice, manager, biller, poster):
    give_posting_to(manager, biller, poster)
    address = reverse("work-item", args=[an_item(practice).public_id])
    client = biller.client()
    soon = clock.today(practice.zone) + timedelta(days=5)

    for given in (
        {"act": "take"},
        {"act": "note", "note": "called Cobalt, ref 4471"},
        {"act": "wait", "until": soon, "note": "Cobalt calls back"},
        {"act": "hand_over", "to": poster.user.pk, "note": "you know them"},
        {"act": "close", "outcome": "done"},
        {"act": "reopen", "note": "it came back"},
    ):
        assert client.post(address, given).status_code == 302, given

    shown = client.get(address).content.decode()
    for words in ("Handed over", "called Cobalt, ref 4471", "Put aside", "Opened again"):
        assert words in shown


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"act": "note"}, "Write a note first."),
        ({"act": "wait"}, "Say on which day to look again."),
        ({"act": "hand_over"}, "Choose to whom it goes."),
        ({"act": "release"}, "it is not possible to release it now"),
        ({"act": "split", "part_title": "", "part_amount": "5"}, "Give the part a title"),
        ({"act": "juggle"}, "Choose what to do with this item."),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_said_in_a_sentence(practice, biller, given, sentence):
    item = an_item(practice)

    answer = biller.client().post(reverse("work-item", args=[item.public_id]), given)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    before, version = item.state, item.row_version
    item.refresh_from_db()
    assert (item.state, item.row_version) == (before, version)


def test_take_the_next_one_opens_the_most_pressing_of_ones_own(practice, manager, biller, poster):
    give_posting_to(manager, biller)
    an_item(practice, "a")
    dear = an_item(practice, "b")
    WorkItem.objects.filter(pk=dear.pk).update(value_cents=900_00)

    answer = biller.client().post(reverse("work-next"))
    other = poster.client().post(reverse("work-next"))

    assert answer.headers["Location"] == reverse("work-item", args=[dear.public_id])
    assert other.headers["Location"] == reverse("work")


def test_a_procedure_is_written_read_and_kept_in_versions(practice, manager, biller):
    address = reverse("function", args=["payment_posting"])
    review_on = clock.today(practice.zone) + timedelta(days=300)
    for text in ("1. Post **it** <b>now</b>", "1. Post it the same day"):
        manager.client().post(address, {"act": "procedure", "text": text, "review_on": review_on})
    biller.client().post(address, {"act": "read"})

    shown = biller.client().get(address).content.decode()
    assert "<li>Post it the same day</li>" in shown
    assert f"Read by {biller.user.name}, {manager.user.name}" in shown or (
        f"Read by {manager.user.name}, {biller.user.name}" in shown
    )
    assert "Version 1" in shown
    assert "<b>now</b>" not in shown


def test_somebody_elses_change_of_the_standards_is_not_overwritten(practice, manager):
    address = reverse("function", args=["payment_posting"])
    given = {"act": "standards", "turnaround_hours": 4, "untouched_days": 3, "row_version": 1}
    assert manager.client().post(address, given).status_code == 302

    answer = manager.client().post(address, given | {"turnaround_hours": 40})

    assert answer.status_code == 422
    assert b"Somebody else changed this function meanwhile" in answer.content
