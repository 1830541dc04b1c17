"""What became of a claim at its first attempt. Pure: no database, no clock.

Rules of domain/metrics.md 3 and 17: a claim is rejected by what rejects its first submission,
accepted by what accepts it; adjudicated without any acknowledgement it was accepted, on the
remit's date. Which acknowledgement rules what is ``claims.rulings``.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from mainstay.revenue.claims.states import Ruling


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What an acknowledgement of the first submission ruled, and on which day."""

    occurred_on: date
    ruling: Ruling


@dataclass(frozen=True, slots=True)
class FirstAttempt:
    """The outcome of the first submission, and the date it became known."""

    outcome: Ruling = ""
    acknowledged_on: date | None = None


def first_attempt(
    acknowledgements: Collection[Acknowledgement], answered_on: date | None
) -> FirstAttempt:
    """The outcome of a first submission, from all that was said of it and the first remit's date.

    A rejection beats an acceptance: the clearinghouse may take what the payer refuses.
    """
    outcomes: tuple[Ruling, ...] = ("rejected", "accepted")
    for outcome in outcomes:
        days = [said.occurred_on for said in acknowledgements if said.ruling == outcome]
        if days:
            return FirstAttempt(outcome, min(days))
    if answered_on is not None:
        return FirstAttempt("accepted", answered_on)
    return FirstAttempt()
