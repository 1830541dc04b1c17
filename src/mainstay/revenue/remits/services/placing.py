"""Place what waited for a claim, now that its 837 is here; see who owes where payers changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from itertools import islice
from operator import attrgetter

from django.db.models import Q

from mainstay.foundation import clock
from mainstay.foundation.db import require_transaction
from mainstay.foundation.db.reads import Rows, written_once
from mainstay.revenue.charges.models import Charge
from mainstay.revenue.claims.events import ClaimsSent
from mainstay.revenue.claims.models import Identifier, Submission
from mainstay.revenue.remits.models import Parking, ProviderAdjustment
from mainstay.revenue.remits.queries.candidates import encounters_by_id, waiting_for
from mainstay.revenue.remits.queries.stored import claim_payments
from mainstay.revenue.remits.services.desk import Desk
from mainstay.revenue.remits.services.takebacks import Cause
from mainstay.revenue.remits.services.writing import write
from mainstay.revenue.remits.stored import PaidClaim

CHUNK = 50


def on_claims_sent(event: ClaimsSent) -> None:
    """Listen to claims being sent, in their transaction."""
    require_transaction()
    is_parked = bool(_parked(event.practice_id))
    if not (is_parked or event.changed_encounter_ids or _adjusted(event.practice_id)):
        return
    sent = _sent(event)
    _settle_changed(event, sent)
    if is_parked:
        for payments in _waiting_for(event):
            _place(event.practice_id, payments)


@written_once
def _parked(practice_id: int) -> Rows:
    """A payment that waits for its claim, if there is one."""
    waiting = Parking.objects.for_practice(practice_id).filter(placed_at__isnull=True)
    return waiting.values_list("id", flat=True)[:1]


@written_once
def _adjusted(practice_id: int) -> Rows:
    """A PLB amount, if there is one: a take-back may name a claim that comes now."""
    return ProviderAdjustment.objects.for_practice(practice_id).values_list("id", flat=True)[:1]


def _sent(event: ClaimsSent) -> dict[int, Cause]:
    """For each encounter the newest submission of its claims: what made anything change now."""
    return {
        encounter_id: Cause(f"submission:{source_key}", source_key, sent_on)
        for encounter_id, source_key, sent_on in _submissions(event.practice_id, event.claim_ids)
    }


@written_once
def _submissions(practice_id: int, claim_ids: Collection[int]) -> Rows:
    sent = Submission.objects.for_practice(practice_id).filter(claim__in=claim_ids)
    return sent.order_by("id").values_list("claim__encounter_id", "source_key", "sent_on")


def _settle_changed(event: ClaimsSent, sent: dict[int, Cause]) -> None:
    """Who owes where charges or payers changed, and take-backs that name these claims."""
    at = clock.now()
    desk = Desk(event.practice_id, at=at)
    changed = encounters_by_id(event.practice_id, set(event.changed_encounter_ids))
    desk.learn_encounters(list(changed.values()))
    for encounter_id, candidate in sorted(changed.items()):
        if cause := sent.get(encounter_id):
            desk.transfer_on(cause.key, cause.source, cause.on, candidate, candidate.charge_ids)
    causes = {
        number: sent[encounter_id]
        for _, number, encounter_id in _numbers(event.practice_id, event.claim_ids)
        if encounter_id in sent
    }
    write(desk, causes)


@written_once
def _numbers(practice_id: int, claim_ids: Collection[int]) -> Rows:
    numbers = Identifier.objects.for_practice(practice_id).filter(claim__in=claim_ids)
    return numbers.values_list("kind", "value", "claim__encounter_id")


def _waiting_for(event: ClaimsSent) -> Iterator[list[PaidClaim]]:
    """Parked payments that may be about these claims, in lane order, in chunks."""
    numbers = {(kind, value) for kind, value, _ in _numbers(event.practice_id, event.claim_ids)}
    days: set[date | None] = set(
        Charge.objects.for_practice(event.practice_id)
        .filter(encounter__in=event.encounter_ids)
        .values_list("service_on", flat=True)
    )
    is_parked = Q(parking__isnull=False, parking__placed_at__isnull=True)
    unmatched = is_parked & Q(parking__claim__isnull=True)
    named = unmatched & waiting_for(numbers, days)
    about = is_parked & Q(parking__claim__encounter__in=event.changed_encounter_ids)
    found = sorted(claim_payments(event.practice_id, named | about), key=attrgetter("order"))
    return _chunks(found)


def _chunks(payments: Iterable[PaidClaim]) -> Iterator[list[PaidClaim]]:
    left = iter(payments)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def _place(practice_id: int, payments: list[PaidClaim]) -> None:
    desk = Desk(practice_id, at=clock.now())
    desk.take(payments)
    desk.learn_parkings(Q(payment__in=[payment.id for payment in payments]))
    desk.place(payments)
    write(desk)
