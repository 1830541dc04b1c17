"""Who owes the rest of a charge. A pure fold of what is known, so any order of files agrees."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

PATIENT: Final = "patient"
"""Names the patient among the parties of ``transfers``; never the key of a payer."""
NO_REASON: Final = ""
"""The reason of what reached the patient without a payer's code: self-pay, or moved by a person."""


@dataclass(frozen=True, slots=True)
class PayerAnswer:
    """One payer of the encounter, in the order they pay, and what it did with the charge.

    ``credited_cents`` is everything that lowered its receivable (paid, contractual, withhold ...);
    ``patient`` what it assigned to the patient, as (CARC, cents); ``moved_on_cents`` what a
    person moved on, such as a denial billed to the patient.
    """

    payer: Hashable
    answered: bool
    credited_cents: int = 0
    patient: Sequence[tuple[str, int]] = ()
    moved_on_cents: int = 0


@dataclass(frozen=True, slots=True)
class Balances:
    """The balance each party's receivable should show for one charge, in cents.

    They add up to the charge less all credits. ``reasons`` tells apart, by CARC, what reached
    the patient before anything the patient paid.
    """

    by_payer: dict[Hashable, int]
    patient_cents: int
    reasons: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Transfer:
    """Responsibility for ``cents`` (always positive) moves from one party to another."""

    owes_now: Hashable
    owed_before: Hashable
    cents: int
    reason: str


def who_owes(
    charge_cents: int, answers: Sequence[PayerAnswer], patient_credited_cents: int
) -> Balances:
    """The balance of each party for one charge (DESIGN 9, "Who owes the rest").

    In the order of ``answers``: a payer that has not answered keeps what reached it; one that has
    keeps all but the patient's share and what a person moved on. That goes to the next payer,
    after the last to the patient, and is never more than had reached the payer: a secondary that
    repeats the primary's figures, or speaks before it, puts nothing on the patient.
    """
    by_payer: dict[Hashable, int] = {}
    reached, reasons = charge_cents, {NO_REASON: charge_cents}
    for answer in answers:
        reasons = _moving_on(answer, reached)
        moved = sum(reasons.values())
        kept = reached - moved - answer.credited_cents
        by_payer[answer.payer] = by_payer.get(answer.payer, 0) + kept
        reached = moved
    told_apart = {reason: cents for reason, cents in reasons.items() if cents}
    return Balances(by_payer, reached - patient_credited_cents, told_apart)


def transfers(held: Mapping[Hashable, int], owed: Balances) -> tuple[Transfer, ...]:
    """The transfers that bring the books, ``held`` by party, to what is ``owed``.

    Parties are the payers' keys and ``PATIENT``. What goes to or comes back from the patient is
    told apart by reason, in the order of ``owed.reasons``, its last reason taking any rest.

    Raises:
        ValueError: the two do not add up to the same; money would appear or vanish.
    """
    target: dict[Hashable, int] = {**owed.by_payer, PATIENT: owed.patient_cents}
    parties = list(dict.fromkeys([*target, *held]))
    change = {party: target.get(party, 0) - held.get(party, 0) for party in parties}
    if sum(change.values()):
        raise ValueError("a transfer of responsibility cannot change the sum that is owed")
    gaining = deque(_chunks(change, owed.reasons, sign=1))
    losing = deque(_chunks(change, owed.reasons, sign=-1))
    moves: list[Transfer] = []
    while gaining:
        (now, more, new_reason), (before, less, old_reason) = gaining.popleft(), losing.popleft()
        cents = min(more, less)
        moves.append(Transfer(now, before, cents, new_reason or old_reason))
        if more > cents:
            gaining.appendleft((now, more - cents, new_reason))
        if less > cents:
            losing.appendleft((before, less - cents, old_reason))
    return tuple(moves)


def _chunks(
    change: Mapping[Hashable, int], reasons: Mapping[str, int], *, sign: int
) -> Iterator[tuple[Hashable, int, str]]:
    """The parties whose balance goes up (sign 1) or down (-1), the patient's by reason."""
    for party, signed in change.items():
        cents = sign * signed
        if cents <= 0:
            continue
        reason = NO_REASON
        for reason, most in reasons.items() if party == PATIENT else ():
            if taken := min(cents, max(most, 0)):
                yield party, taken, reason
                cents -= taken
        if cents:
            yield party, cents, reason


def _moving_on(answer: PayerAnswer, reached: int) -> dict[str, int]:
    """What leaves this payer, by reason, cut to what had reached it."""
    if not answer.answered:
        return {}
    leaving: dict[str, int] = {}
    room = max(reached, 0)
    for reason, cents in (*answer.patient, (NO_REASON, answer.moved_on_cents)):
        taken = min(cents, room)
        room -= taken
        leaving[reason] = leaving.get(reason, 0) + taken
    return leaving
