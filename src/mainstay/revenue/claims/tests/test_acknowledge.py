"""TA1, 999 and 277CA become facts on the claims they name, in any order."""

from datetime import date

import pytest

from mainstay.foundation.db import atomic
from mainstay.foundation.tenancy.models import Practice
from mainstay.foundation.tenancy.testing import a_practice
from mainstay.foundation.work.models import WorkItem
from mainstay.revenue.claims.models import Claim, Fact, Match, StatusDue
from mainstay.revenue.claims.services.facts import NewFact, record
from mainstay.revenue.claims.services.statuses import bring_up_to_date, follow, mark_due
from mainstay.revenue.claims.testing import (
    NOON,
    Bill,
    Ruled,
    Set,
    a_277ca,
    a_999,
    a_file,
    a_ta1,
    an_837,
    apply_answers,
    apply_claims_of,
)

pytestmark = pytest.mark.django_db
TWO = (Bill(), Bill(number="C2", last_name="Example", member_id="M2", set_number="0002"))


def statuses(practice: Practice) -> dict[str, str]:
    rows = Claim.objects.for_practice(practice.pk)
    return dict(rows.order_by("claim_number").values_list("claim_number", "status"))


def open_titles(practice: Practice, function: str = "rejection_handling") -> list[str]:
    rows = WorkItem.objects.for_practice(practice.pk).filter(function__code=function)
    return list(rows.exclude(state="done").order_by("id").values_list("title", flat=True))


@pytest.mark.parametrize("code", ["R", "M", "W", "X"])
def test_a_999_rejects_the_sets_it_names_and_no_other(code) -> None:
    practice = a_practice()
    apply_claims_of(practice, an_837(*TWO))

    apply_answers(practice, a_999(Set("0001"), Set("0002", code, segment="NM1"), code="P"))

    assert statuses(practice) == {"C1": "sent", "C2": "rejected"}
    assert open_titles(practice) == [
        f"TEST MUTUAL: Format error in segment NM103 in loop 2010 (IK5 {code})"
    ]


@pytest.mark.parametrize("code", ["A", "E", "P"])
def test_a_999_that_accepts_with_or_without_errors_rules_nothing_yet(code) -> None:
    practice = a_practice()
    apply_claims_of(practice, an_837(Bill()))

    apply_answers(practice, a_999(Set(code="E"), code=code))

    assert statuses(practice) == {"C1": "sent"}
    assert open_titles(practice) == []


def test_a_rejected_group_rejects_all_its_sets() -> None:
    practice = a_practice()
    apply_claims_of(practice, an_837(*TWO))

    apply_answers(practice, a_999(code="R"))

    assert statuses(practice) == {"C1": "rejected", "C2": "rejected"}


def test_an_accepted_group_is_told_once_by_its_sets_or_by_itself() -> None:
    practice = a_practice()
    [claim] = apply_claims_of(practice, an_837(Bill()))

    apply_answers(practice, a_999(Set()), a_999(control=901))

    kinds = claim.matches.order_by("id").values_list("fact__kind", flat=True)
    assert list(kinds) == ["set_ack", "group_ack"]


def test_a_ta1_rejects_everything_of_its_interchange() -> None:
    practice = a_practice()
    apply_claims_of(practice, an_837(*TWO))

    apply_answers(practice, a_ta1())

    assert statuses(practice) == {"C1": "rejected", "C2": "rejected"}
    assert open_titles(practice)[0] == "TEST MUTUAL: The whole file was refused (TA1 R, note 025)"


@pytest.mark.parametrize(
    ("category", "status"),
    [("A0", "sent"), ("A1", "sent"), ("A2", "accepted"), ("A5", "accepted")]
    + [(code, "rejected") for code in ("A3", "A4", "A6", "A7", "A8")],
)
def test_a_277ca_rules_by_its_category(category, status) -> None:
    practice = a_practice()
    apply_claims_of(practice, an_837(Bill()))

    apply_answers(practice, a_277ca(Ruled(category=category)))

    assert statuses(practice) == {"C1": status}


def test_a_batch_that_is_rejected_whole_rejects_its_claims() -> None:
    practice = a_practice()
    apply_claims_of(practice, an_837(*TWO))

    apply_answers(practice, a_277ca(batch_category="A3"))

    assert statuses(practice) == {"C1": "rejected", "C2": "rejected"}


def test_a_277ca_keeps_the_payers_number_for_the_claim() -> None:
    practice = a_practice()
    [claim] = apply_claims_of(practice, an_837(Bill()))

    apply_answers(practice, a_277ca(Ruled(payer_claim_number="ICN7")))

    assert ("payer_control", "ICN7") in claim.identifiers.values_list("kind", "value")


def test_a_rejection_is_an_item_in_words_with_its_value_and_filing_limit() -> None:
    practice = a_practice()
    apply_claims_of(practice, an_837(Bill()))

    apply_answers(practice, a_277ca(Ruled(category="A7", status="164", entity="IL")))

    [item] = WorkItem.objects.for_practice(practice.pk)
    assert item.title == "TEST MUTUAL: Subscriber: the member number is not right (A7:164:IL)"
    assert item.value_cents == 20_000
    assert item.deadline_on == date(2026, 6, 30)  # 90 days from the day of service
    assert item.occurred_on == date(2026, 4, 5)


def test_the_item_stays_until_a_later_submission_is_accepted() -> None:
    practice = a_practice()
    apply_claims_of(practice, an_837(Bill()))
    apply_answers(practice, a_277ca(Ruled(category="A7", status="158", entity="QC")))

    apply_claims_of(practice, an_837(Bill(), control=2, sent_on=date(2026, 4, 7)))
    after_resend = open_titles(practice)
    apply_answers(practice, a_277ca(Ruled(), batch="B2", on=date(2026, 4, 9), control=951))

    assert len(after_resend) == 1
    assert open_titles(practice) == []
    assert statuses(practice) == {"C1": "accepted"}


def test_a_payment_closes_the_item_of_a_rejection() -> None:
    practice = a_practice()
    [claim] = apply_claims_of(practice, an_837(Bill()))
    apply_answers(practice, a_277ca(Ruled(category="A7")))
    payment = NewFact(
        kind="adjudication",
        file_id=a_file(practice, b"an 835").pk,
        position=20,
        occurred_on=date(2026, 4, 20),
        body={"status": "1", "paid_cents": 9_600, "is_denied": False},
        claim_id=claim.pk,
        rule="claim_number",
    )

    with atomic():
        follow(practice.pk, record(practice.pk, [payment]), at=NOON)

    assert open_titles(practice) == []
    assert statuses(practice) == {"C1": "part_paid"}


def test_another_patient_of_the_same_claim_number_is_not_meant() -> None:
    practice = a_practice()
    apply_claims_of(practice, an_837(Bill()))

    apply_answers(practice, a_277ca(Ruled(category="A7", last_name="Stranger", member_id="OTHER")))

    assert statuses(practice) == {"C1": "sent"}
    assert not Match.objects.exists()


def test_a_patient_whose_name_has_changed_is_known_by_the_member_number() -> None:
    practice = a_practice()
    apply_claims_of(practice, an_837(Bill()))

    apply_answers(practice, a_277ca(Ruled(category="A7", last_name="Married")))

    assert statuses(practice) == {"C1": "rejected"}


def test_control_numbers_that_come_back_mean_the_newest_file_sent_by_then() -> None:
    practice = a_practice()
    first = an_837(Bill(), sent_on=date(2026, 3, 2))
    second = an_837(
        Bill(number="C2", last_name="Example", member_id="M2"), sent_on=date(2026, 4, 3)
    )
    apply_claims_of(practice, first, second)

    apply_answers(practice, a_999(Set(code="R"), code="R", on=date(2026, 3, 3)))

    assert statuses(practice) == {"C1": "rejected", "C2": "sent"}


def test_an_answer_long_before_or_after_a_file_is_not_about_it() -> None:
    practice = a_practice()
    apply_claims_of(practice, an_837(Bill(), sent_on=date(2026, 4, 3)))

    apply_answers(
        practice,
        a_999(Set(code="R"), code="R", on=date(2026, 3, 1)),
        a_999(Set(code="R"), code="R", on=date(2026, 9, 1), control=901),
    )

    assert statuses(practice) == {"C1": "sent"}


def test_an_answer_to_something_else_than_claims_is_none_of_ours() -> None:
    practice = a_practice()

    apply_answers(
        practice, a_999(Set()).replace(b"AK1*HC", b"AK1*HS").replace(b"AK2*837", b"AK2*270")
    )

    assert not Fact.objects.exists()
    assert not WorkItem.objects.exists()


def test_facts_wait_with_an_owner_until_their_837_comes() -> None:
    practice = a_practice()

    apply_answers(practice, a_277ca(Ruled(category="A7"), Ruled("C2", last_name="Example")))
    waiting = open_titles(practice, "file_intake")
    apply_claims_of(practice, an_837(Bill()))
    half_way = open_titles(practice, "file_intake")
    apply_claims_of(practice, an_837(TWO[1], control=2))

    assert "2 answers name claims not sent by any 837 here" in waiting[0]
    assert half_way == waiting
    assert open_titles(practice, "file_intake") == []
    assert statuses(practice) == {"C1": "rejected", "C2": "accepted"}
    assert len(open_titles(practice)) == 1


def test_a_set_of_many_chunks_is_rejected_whole_though_its_999_came_first() -> None:
    practice = a_practice()
    bills = [Bill(number=f"M{n}", member_id=f"M{n}", last_name=f"Name{n}") for n in range(120)]

    apply_answers(practice, a_999(Set(code="R", segment="CLM"), code="R"))
    apply_claims_of(practice, an_837(*bills))

    assert set(statuses(practice).values()) == {"rejected"}


def test_reading_the_same_answers_again_changes_nothing() -> None:
    practice = a_practice()
    apply_claims_of(practice, an_837(Bill()))
    content = a_277ca(Ruled(category="A7"))

    apply_answers(practice, content)
    before = (Match.objects.count(), WorkItem.objects.count())
    apply_answers(practice, content.replace(b"*000000950*", b"*000000951*"))

    assert before == (1, 1)
    assert (Match.objects.count(), WorkItem.objects.count()) == (2, 1)
    assert statuses(practice) == {"C1": "rejected"}


def test_a_status_stays_due_until_a_lane_brings_it_up_to_date() -> None:
    practice = a_practice()
    [claim] = apply_claims_of(practice, an_837(Bill()))
    apply_answers(practice, a_277ca(Ruled(category="A7")))
    Claim.objects.filter(pk=claim.pk).update(status="sent")
    with atomic():
        mark_due(practice.pk, [claim.pk])
        mark_due(practice.pk, [claim.pk])

    bring_up_to_date(practice.pk, at=NOON)

    assert statuses(practice) == {"C1": "rejected"}
    assert not StatusDue.objects.exists()
