"""What a claim's status is: a pure function of its facts and acts, in any order (DESIGN law 6).

The newest version sent counts, and of it the newest submission; an adjudication that was not
reversed beats acknowledgements; a rejection beats an acceptance.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

Ruling = Literal["", "accepted", "rejected"]


class Status(StrEnum):
    """The stored status of a claim (DESIGN 9)."""

    DRAFT = "draft"
    HELD = "held"
    READY = "ready"
    SENT = "sent"  # left; nobody has ruled on it yet
    ACCEPTED = "accepted"  # in the payer's system
    REJECTED = "rejected"  # bounced before adjudication
    DENIED = "denied"  # adjudicated, nothing paid, still open at the payer
    PART_PAID = "part_paid"  # something paid, something still open at the payer
    PAID = "paid"  # the payer owes nothing more; the patient may
    CLOSED = "closed"  # nobody owes anything
    VOID = "void"  # withdrawn


@dataclass(frozen=True, slots=True)
class SentFact:
    """That a version was sent.

    ``submission`` is its place among all, by date then source key; ``version`` the place at which
    the version was sent first. Both follow from the files, not from who was read first.
    """

    version: int
    submission: int
    frequency: str


@dataclass(frozen=True, slots=True)
class AckFact:
    """What an acknowledgement ruled of one submission."""

    submission: int
    ruling: Ruling


@dataclass(frozen=True, slots=True)
class AdjudicatedFact:
    """What a claim payment decided about a version; None means whichever is the newest.

    ``is_reversed``: taken back since.
    """

    version: int | None
    paid_cents: int
    is_denied: bool
    is_reversed: bool = False


Facts = Iterable[SentFact | AckFact | AdjudicatedFact]


def status_of(
    facts: Facts, acts: Collection[str], *, payer_open_cents: int, open_cents: int
) -> Status:
    """The status that follows from ``facts`` and ``acts`` (their kinds), whatever their order.

    ``payer_open_cents`` is what this claim's payer owes on its charges now, ``open_cents`` what
    anybody owes.
    """
    known = list(facts)
    sent = [fact for fact in known if isinstance(fact, SentFact)]
    newest = max(
        sent, key=lambda fact: (fact.version, fact.submission, fact.frequency), default=None
    )
    ruling = "" if newest is None else _ruling(known, newest.submission)
    is_withdrawn = newest is not None and newest.frequency == "8" and ruling != "rejected"
    if "void" in acts or is_withdrawn:
        return Status.VOID
    if newest is None and not known:
        return _before_it_left(acts)
    current = newest.version if newest else -1
    answers = [
        fact
        for fact in known
        if isinstance(fact, AdjudicatedFact)
        and not fact.is_reversed
        and (fact.version is None or fact.version >= current)
    ]
    if answers:
        return _adjudicated(answers, payer_open_cents=payer_open_cents, open_cents=open_cents)
    if newest is None:
        return Status.SENT
    return _OF_RULING[ruling]


def open_rejection(facts: Facts, status: Status) -> int | None:
    """The newest rejected submission that still needs a person, if any.

    It does until a later one is accepted, or the claim is adjudicated or withdrawn.
    """
    if status not in {Status.SENT, Status.REJECTED}:
        return None
    known = list(facts)
    places = {fact.submission for fact in known if isinstance(fact, SentFact)}
    for place in sorted(places, reverse=True):
        ruling = _ruling(known, place)
        if ruling:
            return place if ruling == "rejected" else None
    return None


def _ruling(facts: Iterable[object], submission: int) -> Ruling:
    """What was ruled of one submission: a rejection beats an acceptance."""
    rulings = {
        fact.ruling for fact in facts if isinstance(fact, AckFact) and fact.submission == submission
    }
    if "rejected" in rulings:
        return "rejected"
    return "accepted" if "accepted" in rulings else ""


def _before_it_left(acts: Collection[str]) -> Status:
    kinds = set(acts)
    if "hold" in kinds:
        return Status.HELD
    return Status.READY if "mark_ready" in kinds else Status.DRAFT


def _adjudicated(
    answers: list[AdjudicatedFact], *, payer_open_cents: int, open_cents: int
) -> Status:
    if payer_open_cents > 0:
        is_paid = sum(answer.paid_cents for answer in answers) > 0
        return Status.PART_PAID if is_paid else Status.DENIED
    return Status.PAID if open_cents > 0 else Status.CLOSED


_OF_RULING: dict[Ruling, Status] = {
    "": Status.SENT,
    "accepted": Status.ACCEPTED,
    "rejected": Status.REJECTED,
}

USUAL_DAYS = 30


def standing(
    status: Status,
    *,
    sent_on: date | None,
    as_of: date,
    patient_open_cents: int = 0,
    usual_days: int = USUAL_DAYS,
) -> str:
    """The word on the chip (LANGUAGE 9): shown, never stored.

    A claim that left and was not answered is with the payer within its usual days, and silent
    after them; one the payer has settled may leave the patient owing.
    """
    if status in {Status.SENT, Status.ACCEPTED} and sent_on is not None:
        if (as_of - sent_on).days > usual_days:
            return "Silent"
        if status is Status.ACCEPTED:
            return "With payer"
    if status is Status.PAID and patient_open_cents > 0:
        return "Patient owes"
    return _WORDS[status]


_WORDS = {
    Status.DRAFT: "Draft",
    Status.HELD: "Held",
    Status.READY: "Ready",
    Status.SENT: "Sent",
    Status.ACCEPTED: "Accepted",
    Status.REJECTED: "Rejected",
    Status.DENIED: "Denied",
    Status.PART_PAID: "Part paid",
    Status.PAID: "Paid",
    Status.CLOSED: "Closed",
    Status.VOID: "Closed",
}
