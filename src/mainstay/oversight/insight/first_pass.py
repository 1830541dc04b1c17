"""What became of a claim at its first attempt. Pure: no database, no clock.

Rules of domain/metrics.md 3 and 17: a first submission is rejected by a TA1 or 999 that rejects
it, or by a 277CA of category A3, A4, A6, A7 or A8; it is accepted by A2 or A5, never by A1 alone.
A claim adjudicated without any acknowledgement was accepted, on the remit's date.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Outcome = Literal["", "accepted", "rejected"]


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What one acknowledgement ruled: accepted, rejected, or "" for nothing final."""

    occurred_on: date
    ruling: Outcome


@dataclass(frozen=True, slots=True)
class FirstAttempt:
    """The outcome of the first submission, and the date it became known."""

    outcome: Outcome = ""
    acknowledged_on: date | None = None


def first_attempt(
    sent_on: Sequence[date],
    acknowledgements: Iterable[Acknowledgement],
    answered_on: date | None,
) -> FirstAttempt:
    """The outcome of the first of the submissions sent on these dates.

    An acknowledgement after the day the claim was sent again speaks of that later attempt. A
    rejection beats an acceptance of the same attempt: the hub may take what the payer refuses.
    """
    attempts = sorted(sent_on)
    sent_again_on = attempts[1] if len(attempts) > 1 else date.max
    final = [a for a in acknowledgements if a.ruling and a.occurred_on <= sent_again_on]
    for outcome in ("rejected", "accepted"):
        days = [a.occurred_on for a in final if a.ruling == outcome]
        if days:
            return FirstAttempt(outcome, min(days))
    if answered_on is not None:
        return FirstAttempt("accepted", answered_on)
    return FirstAttempt()
