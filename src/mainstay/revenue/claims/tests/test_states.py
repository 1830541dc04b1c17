"""A claim's status follows from its facts and acts, whatever their order."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.revenue.claims.states import (
    AckFact,
    AdjudicatedFact,
    SentFact,
    Status,
    open_rejection,
    standing,
    status_of,
)

FIRST = SentFact(version=0, submission=0, frequency="1")
AGAIN = SentFact(version=0, submission=1, frequency="1")
CORRECTED = SentFact(version=1, submission=1, frequency="7")


def status(*facts, acts=(), payer_open=20_000, open_cents=20_000) -> Status:
    return status_of(facts, acts, payer_open_cents=payer_open, open_cents=open_cents)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((FIRST,), Status.SENT),
        ((FIRST, AckFact(0, "accepted")), Status.ACCEPTED),
        ((FIRST, AckFact(0, "rejected")), Status.REJECTED),
        ((FIRST, AckFact(0, "")), Status.SENT),
        ((FIRST, AckFact(0, "accepted"), AckFact(0, "rejected")), Status.REJECTED),
        ((FIRST, AckFact(0, "rejected"), AGAIN), Status.SENT),
        ((FIRST, AckFact(0, "rejected"), AGAIN, AckFact(1, "accepted")), Status.ACCEPTED),
        ((FIRST, AckFact(0, "accepted"), CORRECTED, AckFact(1, "rejected")), Status.REJECTED),
        ((FIRST, AckFact(0, "rejected"), AdjudicatedFact(0, 9_600, False)), Status.PART_PAID),
        ((FIRST, AdjudicatedFact(0, 0, True)), Status.DENIED),
        ((FIRST, AdjudicatedFact(0, 9_600, False, is_reversed=True)), Status.SENT),
        ((FIRST, AdjudicatedFact(0, 9_600, False), CORRECTED), Status.SENT),
        ((FIRST, SentFact(1, 1, "8")), Status.VOID),
        ((FIRST, SentFact(1, 1, "8"), AckFact(1, "rejected")), Status.REJECTED),
    ],
)
def test_the_newest_version_counts_and_a_rejection_beats_an_acceptance(facts, expected) -> None:
    assert status(*facts) is expected


def test_what_is_still_open_tells_paid_from_closed() -> None:
    paid = (FIRST, AdjudicatedFact(None, 9_600, False))

    assert status(*paid, payer_open=0, open_cents=2_400) is Status.PAID
    assert status(*paid, payer_open=0, open_cents=0) is Status.CLOSED
    assert status(*paid, payer_open=-500, open_cents=0) is Status.CLOSED


def test_before_it_left_people_decide() -> None:
    assert status() is Status.DRAFT
    assert status(acts=["mark_ready"]) is Status.READY
    assert status(acts=["mark_ready", "hold"]) is Status.HELD
    assert status(FIRST, acts=["void"]) is Status.VOID


FACTS = st.lists(
    st.one_of(
        st.builds(SentFact, st.integers(0, 2), st.integers(0, 3), st.sampled_from(["1", "7", "8"])),
        st.builds(AckFact, st.integers(0, 3), st.sampled_from(["", "accepted", "rejected"])),
        st.builds(
            AdjudicatedFact,
            st.one_of(st.none(), st.integers(0, 2)),
            st.integers(0, 20_000),
            st.booleans(),
            st.booleans(),
        ),
    ),
    max_size=5,
    unique=True,
)


@given(FACTS, st.integers(-500, 500), st.integers(0, 500))
def test_any_order_of_facts_has_the_same_status(facts, payer_open, open_cents) -> None:
    found = {
        status(*order, payer_open=payer_open, open_cents=open_cents)
        for order in permutations(facts)
    }

    assert len(found) == 1


def test_a_rejection_needs_a_person_until_a_later_submission_is_taken_in() -> None:
    rejected = (FIRST, AckFact(0, "rejected"))

    assert open_rejection(rejected, Status.REJECTED) == 0
    assert open_rejection((*rejected, AGAIN), Status.SENT) == 0
    assert open_rejection((*rejected, AGAIN, AckFact(1, "rejected")), Status.REJECTED) == 1
    assert open_rejection((*rejected, AGAIN, AckFact(1, "accepted")), Status.ACCEPTED) is None
    assert open_rejection(rejected, Status.PAID) is None
    assert open_rejection((FIRST,), Status.SENT) is None


@pytest.mark.parametrize(
    ("claim_status", "days", "patient_open", "word"),
    [
        (Status.SENT, 30, 0, "Sent"),
        (Status.ACCEPTED, 30, 0, "With payer"),
        (Status.ACCEPTED, 31, 0, "Silent"),
        (Status.SENT, 31, 0, "Silent"),
        (Status.PAID, 90, 2_400, "Patient owes"),
        (Status.PAID, 90, 0, "Paid"),
        (Status.PART_PAID, 90, 0, "Part paid"),
        (Status.VOID, 90, 0, "Closed"),
    ],
)
def test_the_word_on_the_chip(claim_status, days, patient_open, word) -> None:
    sent_on = date(2026, 4, 1)
    as_of = date.fromordinal(sent_on.toordinal() + days)

    shown = standing(claim_status, sent_on=sent_on, as_of=as_of, patient_open_cents=patient_open)

    assert shown == word
