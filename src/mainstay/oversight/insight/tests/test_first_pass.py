"""What became of a claim at its first attempt (metrics.md 3 and 17)."""

from datetime import date

from mainstay.oversight.insight.first_pass import Acknowledgement, FirstAttempt, first_attempt

MONDAY, TUESDAY, LATER = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 20)


def test_a_rejection_beats_an_acceptance_whichever_came_first() -> None:
    accepted = Acknowledgement(MONDAY, "accepted")
    rejected = Acknowledgement(TUESDAY, "rejected")

    assert first_attempt([accepted, rejected], LATER) == FirstAttempt("rejected", TUESDAY)
    assert first_attempt([rejected, accepted], LATER) == FirstAttempt("rejected", TUESDAY)


def test_the_first_acceptance_dates_it() -> None:
    said = [Acknowledgement(TUESDAY, "accepted"), Acknowledgement(MONDAY, "accepted")]

    assert first_attempt(said, LATER) == FirstAttempt("accepted", MONDAY)


def test_an_answer_without_acknowledgement_is_an_acceptance_on_its_date() -> None:
    assert first_attempt([], LATER) == FirstAttempt("accepted", LATER)


def test_silence_is_no_outcome() -> None:
    assert first_attempt([], None) == FirstAttempt("", None)
