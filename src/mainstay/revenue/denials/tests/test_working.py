"""A denial is worked to its end: by people's acts, by files, and back again."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from mainstay.foundation.audit.models import AuditEvent
from mainstay.foundation.tenancy import Actor
from mainstay.revenue.claims.models import Claim
from mainstay.revenue.denials.errors import (
    AlreadyAppealed,
    ChangedMeanwhile,
    FieldsMissing,
    NoSuchDenial,
    NotOpenAtPayer,
    NotUndoable,
    SamePerson,
)
from mainstay.revenue.denials.invariants import INVARIANTS
from mainstay.revenue.denials.models import Act, Appeal, Denial, Outcome, WriteOff
from mainstay.revenue.denials.queries.history import advice_for, win_rates
from mainstay.revenue.denials.services.advancing import Doing, Said
from mainstay.revenue.denials.services.appealing import Letter, note_response, send_appeal
from mainstay.revenue.denials.services.undoing import undo
from mainstay.revenue.denials.services.with_payer import leave_with_payer, note_answer
from mainstay.revenue.denials.services.writing_off import decide, write_off
from mainstay.revenue.denials.states import IllegalTransition
from mainstay.revenue.denials.tests.conftest import LINES, NOW, refusal
from mainstay.revenue.remits.testing.edi import Paid, Sent, an_835, an_837
from mainstay.revenue.remits.testing.edi import Said as Answered

LETTER = Letter("authorization", 0, "Please pay $300.00.", ["Approval"])
MAY_4 = date(2026, 5, 4)


def appeal(denial, doing, letter=LETTER):
    return send_appeal(
        denial.public_id, letter, doing, sent_how="fax", proof="F-991", sent_on=doing.on
    )


def item(books):
    [found] = books.open_work(function__code="denial_follow_up")
    return found


def paid(icn="ICN2"):
    return Answered(
        [
            ("99213", 200_00, 120_00, "L1", [("CO", "45", 80_00)]),
            ("93000", 300_00, 210_00, "L2", [("CO", "45", 90_00)]),
        ],
        icn=icn,
    )


def all_promises_hold(books):
    return [said for one in INVARIANTS for said in one.violations(books.practice_id)] == []


# Appeals.


def test_an_appeal_keeps_the_letter_the_proof_and_its_window_and_waits_for_the_decision(
    books, denial, doing
):
    sent = appeal(denial, doing)

    denial.refresh_from_db()
    assert (denial.state, denial.tried, denial.level) == ("appealed", "appeal", 1)
    assert (sent.level_name, sent.appeal_by) == ("First appeal", date(2026, 10, 14))
    assert (sent.body, sent.proof, sent.asked_cents) == (LETTER.body, "F-991", 300_00)
    assert denial.waits_until == sent.response_due_on == date(2026, 7, 3)  # 60 days
    assert (item(books).state, item(books).due_at.date()) == ("waiting", date(2026, 7, 3))
    assert all_promises_hold(books)


def test_each_act_says_who_when_and_why_and_is_in_the_audit_trail(books, denial, doing):
    appeal(denial, doing)

    act = Act.objects.get(denial=denial)
    assert (act.number, act.kind, act.user_id, act.on) == (1, "appeal", 101, MAY_4)
    assert (act.from_state, act.to_state) == ("open", "appealed")
    event = AuditEvent.objects.get(practice=books.practice_id, action="denials.appeal")
    assert event.object_key == str(denial.public_id)
    assert event.patient_ids == [denial.claim.patient_id]


def test_a_letter_with_gaps_is_not_sent_and_the_gaps_are_named(denial, doing):
    with pytest.raises(FieldsMissing, match="the authorization number"):
        appeal(denial, doing, Letter("authorization", 0, "See [[the authorization number]]."))
    assert not Appeal.objects.exists()


def test_a_lost_appeal_needs_somebody_again_with_the_next_levels_window(books, denial, doing):
    sent = appeal(denial, doing)

    note_response(sent.public_id, doing, outcome="lost", won_cents=0, response="Upheld")

    denial.refresh_from_db()
    assert (denial.state, denial.appeal_by) == ("open", date(2026, 7, 3))  # 60 days from May 4
    assert item(books).state == "new"
    second = appeal(denial, doing)
    assert (second.level, second.level_name) == (2, "Second appeal")
    assert all_promises_hold(books)


def test_a_won_appeal_waits_for_the_money_and_is_closed_by_it(books, denial, doing):
    sent = appeal(denial, doing)
    note_response(sent.public_id, doing, outcome="won", won_cents=210_00, response="")
    denial.refresh_from_db()
    assert (denial.state, item(books).state) == ("allowed", "waiting")

    later = Paid([refusal().reversed(), paid()], trace="E2", paid_on=date(2026, 6, 1))
    books.remits(an_835(later))

    denial.refresh_from_db()
    assert (denial.state, denial.closed_on) == ("won", date(2026, 6, 1))
    assert books.open_work(function__code="denial_follow_up") == []
    [outcome] = Outcome.objects.filter(denial=denial)
    assert (outcome.won_cents, outcome.letter_code, outcome.level) == (210_00, "authorization", 1)
    assert all_promises_hold(books)


def test_a_payment_answers_an_open_appeal_by_itself(books, denial, doing):
    sent = appeal(denial, doing)

    books.remits(an_835(Paid([refusal().reversed(), paid()], trace="E2", paid_on=date(2026, 6, 3))))

    sent.refresh_from_db()
    assert (sent.outcome, sent.won_cents, sent.responded_on) == ("won", 210_00, date(2026, 6, 3))
    [outcome] = Outcome.objects.filter(denial=denial)
    assert (outcome.tried, outcome.won_cents, outcome.days) == ("appeal", 210_00, 30)
    assert all_promises_hold(books)


def test_a_second_refusal_loses_the_appeal_and_a_newer_denial_stands(books, denial, doing):
    appeal(denial, doing)

    again = [refusal().reversed(), refusal("50", icn="ICN2")]
    books.remits(an_835(Paid(again, trace="E2", paid_on=date(2026, 6, 1))))

    states = list(Denial.objects.order_by("id").values_list("carc", "state"))
    assert states == [("197", "lost"), ("50", "open")]
    assert Outcome.objects.get().won_cents == 0
    assert all_promises_hold(books)


def test_a_level_is_appealed_once(denial, doing):
    appeal(denial, doing)
    for _ in range(2):
        sent = Appeal.objects.order_by("-level").first()
        note_response(sent.public_id, doing, outcome="lost", won_cents=0, response="")
        appeal(denial, doing)
    last = Appeal.objects.order_by("-level").first()
    note_response(last.public_id, doing, outcome="lost", won_cents=0, response="")

    with pytest.raises(AlreadyAppealed):
        appeal(denial, doing)


# Left with the payer.


def test_a_call_keeps_the_reference_number_and_the_name(denial, doing):
    said = Said("Asked to reprocess", "REF-77", "Jo, provider line", "phone")

    act = leave_with_payer(denial.public_id, "escalate", doing, said)

    assert (act.reference, act.contact, act.to_state) == (
        "REF-77",
        "Jo, provider line",
        "escalated",
    )
    denial.refresh_from_db()
    assert denial.waits_until == date(2026, 5, 18)


def test_a_refusal_by_word_counts_as_a_try_that_brought_nothing(denial, doing):
    leave_with_payer(denial.public_id, "escalate", doing, Said("Asked"))

    note_answer(denial.public_id, gave_in=False, doing=doing, said=Said("They stay with it"))

    assert Outcome.objects.get(denial=denial).won_cents == 0
    denial.refresh_from_db()
    assert denial.state == "open"


def test_a_corrected_claim_read_later_marks_its_denial_as_resent_by_itself(books, denial):
    corrected = Sent(lines=[*LINES[:1], ("93000:59", 300_00, "L2")], frequency="7", replaces="ICN1")
    books.claims(an_837(corrected, sent_on=date(2026, 5, 2), control=2))

    denial.refresh_from_db()
    act = Act.objects.get(denial=denial)
    assert (denial.state, denial.tried_on, act.user_id) == ("resent", date(2026, 5, 2), None)
    assert "newer version" in act.reason
    assert item(books).state == "waiting"
    assert all_promises_hold(books)


def test_a_denial_read_after_the_corrected_claim_is_resent_from_the_start(db):
    from mainstay.revenue.remits.testing import Books

    books = Books.opened()
    books.claims(an_837(Sent(lines=LINES)))
    corrected = Sent(lines=[*LINES[:1], ("93000:59", 300_00, "L2")], frequency="7", replaces="ICN1")
    books.claims(an_837(corrected, sent_on=date(2026, 5, 2), control=2))
    books.remits(an_835(Paid([refusal()])))

    books.remits(an_835(Paid([refusal().reversed(), paid()], trace="E2", paid_on=date(2026, 6, 1))))

    denial = Denial.objects.get(practice=books.practice_id)
    assert denial.state == "corrected"
    [outcome] = Outcome.objects.filter(denial=denial)
    assert (outcome.tried, outcome.won_cents, outcome.days) == ("resend", 210_00, 30)


# Writing off.


def small(books):
    """A second claim's denial under the limit."""
    books.claims(
        an_837(
            Sent(
                number="C2",
                lines=[("99213", 90_00, "L1")],
                member_id="M2",
                last_name="Quill",
                service_on=date(2026, 4, 2),
            ),
            control=5,
        )
    )
    books.remits(an_835(Paid([Answered([("99213", 90_00, 0, "L1", [("CO", "197", 90_00)])],
                                       number="C2", icn="ICN9", last_name="Quill", member_id="M2",
                                       service_on=date(2026, 4, 2))], trace="E9")))  # fmt: skip
    return Denial.objects.get(practice=books.practice_id, cents=90_00)


def test_a_small_write_off_is_posted_at_once_and_the_claim_follows(books, doing):
    denial = small(books)

    form = write_off(denial.public_id, doing, reason_code="small")

    denial.refresh_from_db()
    assert (form.state, form.needs_second, denial.state) == ("posted", False, "written_off")
    assert books.balances()["write_off"] == 90_00
    from mainstay.revenue.claims.services.statuses import bring_up_to_date

    bring_up_to_date(books.practice_id, at=NOW)
    assert Claim.objects.get(pk=denial.claim_id).status == "closed"
    assert all_promises_hold(books)


def test_above_the_limit_a_second_person_decides_and_never_the_same_one(
    books, denial, doing, by_another
):
    form = write_off(denial.public_id, doing, reason_code="no_merit", reason="Policy 12")
    denial.refresh_from_db()
    assert (form.state, denial.state) == ("asked", "asked")
    assert "write_off" not in books.balances()
    [ask] = books.open_work(function__code="quality_review")
    assert ask.title.startswith("Write off $300.00?")

    with pytest.raises(SamePerson):
        decide(form.public_id, doing, is_approved=True)
    decide(form.public_id, by_another, is_approved=True)

    denial.refresh_from_db()
    assert (denial.state, books.balances()["write_off"]) == ("written_off", 300_00)
    assert books.open_work() == []
    assert all_promises_hold(books)


def test_a_refused_write_off_needs_its_reason_and_gives_the_denial_back(
    books, denial, doing, by_another
):
    form = write_off(denial.public_id, doing, reason_code="no_merit")
    with pytest.raises(IllegalTransition):
        decide(form.public_id, by_another, is_approved=False)

    decide(form.public_id, by_another, is_approved=False, decision="Appeal it first")

    denial.refresh_from_db()
    assert denial.state == "open"
    assert item(books).state == "new"
    assert "write_off" not in books.balances()


def test_the_database_itself_refuses_one_person_twice(denial, doing):
    form = write_off(denial.public_id, doing, reason_code="no_merit")
    with pytest.raises(IntegrityError), transaction.atomic():
        WriteOff.objects.filter(pk=form.pk).update(state="posted", decided_by_user_id=101)


def test_no_more_is_written_off_than_the_payer_still_owes(books, denial, doing):
    write_off(denial.public_id, doing, reason_code="small")
    form = WriteOff.objects.get()
    assert form.cents == 300_00
    books.remits(an_835(Paid([refusal().reversed(), paid()], trace="E2", paid_on=date(2026, 6, 1))))
    other = Doing(Actor(books.practice_id, 102, "web", "manager"), NOW, MAY_4)
    with pytest.raises((NotOpenAtPayer, IllegalTransition)):
        decide(form.public_id, other, is_approved=True)


# Back again.


def test_undoing_an_appeal_puts_everything_back(books, denial, doing):
    appeal(denial, doing)

    undo(denial.public_id, doing)

    denial.refresh_from_db()
    assert (denial.state, denial.tried, denial.waits_until, denial.level) == ("open", "", None, 0)
    assert Appeal.objects.get().is_withdrawn
    assert item(books).state == "new"
    assert appeal(denial, doing).level == 1
    assert all_promises_hold(books)


def test_undoing_a_response_forgets_it_and_its_place_in_the_history(denial, doing):
    sent = appeal(denial, doing)
    note_response(sent.public_id, doing, outcome="lost", won_cents=0, response="No")

    undo(denial.public_id, doing)

    denial.refresh_from_db()
    sent.refresh_from_db()
    assert (denial.state, sent.outcome, Outcome.objects.count()) == ("appealed", "", 0)
    assert denial.appeal_by == date(2026, 10, 14)


def test_undoing_a_write_off_mirrors_it_in_the_books(books, doing):
    denial = small(books)
    write_off(denial.public_id, doing, reason_code="small")

    undo(denial.public_id, doing)

    denial.refresh_from_db()
    assert denial.state == "open"
    assert "write_off" not in books.balances()
    write_off(denial.public_id, doing, reason_code="small")
    assert books.balances()["write_off"] == 90_00
    assert all_promises_hold(books)


def test_what_is_undone_or_was_followed_by_a_file_can_not_be_undone(books, denial, doing):
    with pytest.raises(NotUndoable):
        undo(denial.public_id, doing)
    appeal(denial, doing)
    undo(denial.public_id, doing)
    with pytest.raises(NotUndoable):
        undo(denial.public_id, doing)


def test_two_people_pressing_at_once_end_with_one_act(denial, doing, by_another):
    from mainstay.foundation.db import atomic
    from mainstay.revenue.denials.services.advancing import advance, held

    with atomic():
        first, second = held(doing, denial.public_id), held(by_another, denial.public_id)
        advance(first, "escalate", doing, Said("x"))
        with pytest.raises(ChangedMeanwhile):
            advance(second, "send_records", by_another, Said("x"))
    assert Act.objects.count() == 1


def test_another_practices_denial_does_not_exist(denial, doing):
    stranger = Doing(Actor(denial.practice_id + 1, 101, "web", "manager"), NOW, MAY_4)
    with pytest.raises(NoSuchDenial):
        leave_with_payer(denial.public_id, "escalate", stranger, Said("x"))
    with pytest.raises(NoSuchDenial):
        leave_with_payer(uuid4(), "escalate", doing, Said("x"))


# History and advice.


def test_outcomes_become_advice_and_win_rates(books, denial, doing):
    sent = appeal(denial, doing)
    note_response(sent.public_id, doing, outcome="part", won_cents=120_00, response="")

    assert advice_for(denial)[0].evidence == "not enough history yet"
    [rate] = win_rates(books.practice_id, ["letter_code"])
    assert (rate.key, rate.cases, rate.won, rate.won_cents) == (("authorization",), 1, 1, 120_00)
