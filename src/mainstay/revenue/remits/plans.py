"""What placing claim payments is going to do, before anything is written. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mainstay.engine.money import Money
from mainstay.engine.posting import LineOutcome, Outcome
from mainstay.engine.posting.adjudication import POSTABLE
from mainstay.revenue.remits.events import AnsweredLine, Placed
from mainstay.revenue.remits.matching import Candidate, Family, LineMatch
from mainstay.revenue.remits.stored import PaidClaim


@dataclass(slots=True)
class Parked:
    """A payment that waits: where its cash is and why. ``is_stored``: its row is there."""

    payment: PaidClaim
    account: str
    reason: str
    sentence: str
    claim_id: int | None
    is_stored: bool
    is_changed: bool = False
    is_placed: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """What a payment does to one charge; becomes its answer."""

    charge_id: int
    paid_cents: int
    credited_cents: int
    patient: tuple[tuple[str, int], ...]
    allowed_cents: int | None
    is_denied: bool


@dataclass(slots=True)
class Plan:
    """A payment that was placed, and all that is to be written of it."""

    payment: PaidClaim
    candidate: Candidate
    family: Family
    rule: str
    matches: Sequence[LineMatch] = ()
    effects: Sequence[Effect] = ()
    outcome: Outcome | None = None
    is_first: bool = False
    answered_by: int | None = None  # an earlier payment whose answer stands above this one
    withdrawn: list[int] = field(default_factory=list)
    negates: str = ""

    @property
    def charge_ids(self) -> list[int]:
        return sorted({charge_id for match in self.matches for charge_id, _ in match.charges})

    def placed(self) -> Placed:
        """What others hear of it."""
        return Placed(
            payment_id=self.payment.id,
            key=self.payment.key,
            claim_id=self.family.id,
            payer_id=self.family.payer_id,
            provider_id=self.candidate.provider_id,
            paid_on=self.payment.remit.paid_on,
            is_reversal=self.payment.is_reversal,
            is_first=self.is_first,
            lines=() if self.answered_by else tuple(self._lines()),
            withdrawn=tuple(dict.fromkeys(self.withdrawn)),
        )

    def _lines(self) -> Iterable[AnsweredLine]:
        lines = {line.id: line for line in self.payment.lines}
        charges = {match.line_id: match.charges[0][0] for match in self.matches}
        for outcome in self.outcome.lines if self.outcome else ():
            line = lines.get(outcome.key)  # type: ignore[call-overload]
            yield AnsweredLine(
                charge_id=charges[outcome.key],  # type: ignore[index]
                procedure=line.procedure if line else "",
                service_on=line.service_on if line else self.payment.service_on,
                outcome=outcome,
            )


def reason_to_park(payment: PaidClaim, outcome: Outcome) -> str:
    """Which reason stands for what ``adjudicate`` said of it."""
    if not outcome.balanced:
        return "own_sums"
    return "secondary_first" if payment.status in POSTABLE else "other"


def same_claim(one: PaidClaim, other: PaidClaim) -> bool:
    """The payer's number is the same, or ours is."""
    if one.payer_claim_number and one.payer_claim_number == other.payer_claim_number:
        return True
    return bool(one.claim_number) and one.claim_number == other.claim_number


def shared(cents: int, match: LineMatch) -> list[tuple[int, int]]:
    """An amount of a line over its charges."""
    if not cents:
        return []
    if len(match.charges) == 1:
        return [(match.charges[0][0], cents)]
    parts = Money(cents).split([weight for _, weight in match.charges])
    return [
        (charge_id, part.cents) for (charge_id, _), part in zip(match.charges, parts, strict=True)
    ]


def effects(plan: Plan) -> list[Effect]:
    """What the lines do to each charge, summed."""
    matches: Mapping[int | None, LineMatch] = {match.line_id: match for match in plan.matches}
    paid: Counter[int] = Counter()
    credited: Counter[int] = Counter()
    allowed: defaultdict[int, list[int]] = defaultdict(list)
    patient: defaultdict[int, Counter[str]] = defaultdict(Counter)
    denied: defaultdict[int, list[bool]] = defaultdict(list)
    for line in plan.outcome.lines if plan.outcome else ():
        match = matches[line.key]  # type: ignore[index]
        _add_shares(line, match, paid, credited, patient)
        for charge_id, cents in shared(line.allowed_cents or 0, match):
            allowed[charge_id].append(cents)
        for charge_id, _ in match.charges:
            denied[charge_id].append(line.is_denied)
            if line.allowed_cents is not None:
                allowed[charge_id].append(0)
    return [
        Effect(
            charge_id,
            paid[charge_id],
            credited[charge_id],
            tuple((carc, cents) for carc, cents in patient[charge_id].items() if cents),
            sum(allowed[charge_id]) if allowed[charge_id] else None,
            all(denied[charge_id]),
        )
        for charge_id in plan.charge_ids
    ]


def _add_shares(
    line: LineOutcome,
    match: LineMatch,
    paid: Counter[int],
    credited: Counter[int],
    patient: defaultdict[int, Counter[str]],
) -> None:
    for charge_id, cents in shared(line.paid_cents, match):
        paid[charge_id] += cents
        credited[charge_id] += cents
    for movement in line.movements:
        for charge_id, cents in shared(movement.cents, match):
            credited[charge_id] += cents
    for carc, share in line.patient:
        for charge_id, cents in shared(share, match):
            patient[charge_id][carc] += cents
