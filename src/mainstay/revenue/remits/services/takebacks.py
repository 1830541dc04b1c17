"""Tie what a payer took back to the claim it names, or let go of it (DESIGN 9, "Take-backs").

A tie is what was taken under the claim's numbers beyond what was given back under them, and only
while no reversal of the claim is posted. It is brought right whenever one of these changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from mainstay.engine.money import Money
from mainstay.engine.posting import tied_takeback_cents
from mainstay.engine.posting.provider_level import GIVEN_BACK, TAKEN
from mainstay.foundation.db.reads import Rows, written_once
from mainstay.foundation.ledger import Kind, Move, NewPosting
from mainstay.revenue.claims.models import Identifier
from mainstay.revenue.remits.matching import Candidate
from mainstay.revenue.remits.models import Match, ProviderAdjustment
from mainstay.revenue.remits.queries.candidates import NO_NUMBERS, encounters_by_id
from mainstay.revenue.remits.services.desk import Desk
from mainstay.revenue.remits.stored import REVERSAL

TYING = sorted(TAKEN | GIVEN_BACK)


@dataclass(frozen=True, slots=True)
class Cause:
    """What makes a tie due: its key in the ledger, its source and its date."""

    key: str
    source: str
    on: date


@dataclass(slots=True)
class _Claim:
    id: int
    payer_id: int
    encounter_id: int
    cause: Cause
    amounts: list[tuple[str, int]] = field(default_factory=list)


def tie_named(desk: Desk, causes: Mapping[str, Cause]) -> None:
    """Bring the ties of the claims that go by these numbers to what they should be.

    One query when no take-back bears any of the numbers, as is usual.
    """
    numbers = causes.keys() - NO_NUMBERS
    references = set(_taken_under(desk.practice_id, numbers))
    if not references:
        return
    claims = _claims(desk.practice_id, {number: causes[number] for number in references})
    if not claims:
        return
    _add_amounts(desk.practice_id, claims)
    reversed_ids = _reversed(desk, [claim.id for claim in claims])
    missing = {claim.encounter_id for claim in claims} - desk.encounters.keys()
    desk.learn_encounters(list(encounters_by_id(desk.practice_id, missing).values()))
    for claim in claims:
        target = tied_takeback_cents(claim.amounts, is_reversal_posted=claim.id in reversed_ids)
        _tie(desk, claim, target)


@written_once
def _taken_under(practice_id: int, numbers: Collection[str]) -> Rows:
    named = ProviderAdjustment.objects.for_practice(practice_id).filter(
        reference__in=numbers, code__in=TYING
    )
    return named.values_list("reference", flat=True)


def causes_of_plans(desk: Desk) -> dict[str, Cause]:
    """The numbers of the claim payments just placed, each with the payment as its cause."""
    causes: dict[str, Cause] = {}
    for plan in desk.plans:
        payment = plan.payment
        cause = Cause(payment.key, payment.source_key, payment.remit.paid_on)
        causes |= dict.fromkeys((payment.claim_number, payment.payer_claim_number), cause)
    return causes


def _claims(practice_id: int, causes: Mapping[str, Cause]) -> list[_Claim]:
    """The claims these numbers name, in order; a number that names claims of two encounters, none."""
    rows = Identifier.objects.for_practice(practice_id).filter(value__in=causes.keys())
    by_number: defaultdict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for number, *claim in rows.order_by("claim_id").values_list(
        "value", "claim_id", "claim__payer_id", "claim__encounter_id"
    ):
        by_number[number].append((claim[0], claim[1], claim[2]))
    found: dict[int, _Claim] = {}
    for number, claims in by_number.items():
        if len({encounter_id for _, _, encounter_id in claims}) == 1:
            for claim_id, payer_id, encounter_id in claims:
                found[claim_id] = _Claim(claim_id, payer_id, encounter_id, causes[number])
    return [found[claim_id] for claim_id in sorted(found)]


def _add_amounts(practice_id: int, claims: Collection[_Claim]) -> None:
    """What the claim's own payer took and gave back under any of its numbers."""
    numbers: defaultdict[str, set[int]] = defaultdict(set)
    by_id = {claim.id: claim for claim in claims}
    rows = Identifier.objects.for_practice(practice_id).filter(claim__in=by_id)
    for claim_id, value in rows.values_list("claim_id", "value"):
        numbers[value].add(claim_id)
    amounts = (
        ProviderAdjustment.objects.for_practice(practice_id)
        .filter(
            reference__in=numbers.keys(), code__in=TYING, remit__state__in=["posting", "posted"]
        )
        .values_list("reference", "remit__payer_id", "code", "cents")
    )
    for reference, payer_id, code, cents in amounts:
        for claim_id in numbers[reference]:
            if by_id[claim_id].payer_id == payer_id:
                by_id[claim_id].amounts.append((code, cents))


def _reversed(desk: Desk, claim_ids: Iterable[int]) -> set[int]:
    """Those of the claims of which a reversal is posted, or about to be."""
    stored = Match.objects.for_practice(desk.practice_id).filter(
        claim__in=claim_ids, payment__status=REVERSAL
    )
    now = {plan.family.id for plan in desk.plans if plan.payment.is_reversal}
    return now | set(stored.values_list("claim_id", flat=True))


def _tie(desk: Desk, claim: _Claim, target: int) -> None:
    candidate = desk.encounters[claim.encounter_id]
    payer = f"payer:{claim.payer_id}"
    receivable = desk.account(Kind.RECEIVABLE, payer)
    offset = desk.account(Kind.OFFSET, payer)
    moves = [
        Move(receivable, offset, cents - desk.books.tied[charge_id, payer], charge_id, "takeback")
        for charge_id, cents in _shares(desk, candidate, claim.payer_id, target)
        if cents != desk.books.tied[charge_id, payer]
    ]
    if not moves:
        return
    key = f"{claim.cause.key}:claim"
    desk.pending.append(
        NewPosting(key, "takeback", claim.cause.source, claim.cause.on, claim.cause.on, moves)
    )
    desk.books.apply(moves, claim.cause.on)
    charges = [move.charge_id for move in moves if move.charge_id is not None]
    desk.changed.add(claim.encounter_id)
    desk.transfer_on(key, claim.cause.source, claim.cause.on, candidate, charges)


def _shares(desk: Desk, candidate: Candidate, payer_id: int, target: int) -> list[tuple[int, int]]:
    """The tie of each charge: shared by what the payer paid on it, else by charge."""
    charge_ids = candidate.charge_ids
    paid = [
        max(standing.paid_cents, 0) if (standing := desk.standing[pk].get(payer_id)) else 0
        for pk in charge_ids
    ]
    weights = paid if any(paid) else [max(desk.books.charged[pk], 0) for pk in charge_ids]
    if not any(weights):
        weights = [1] * len(charge_ids)
    parts = Money(target).split(weights)
    return [(pk, part.cents) for pk, part in zip(charge_ids, parts, strict=True)]
