"""Post a staged remit: its money and provider-level adjustments, then its claim payments in chunks.

A remit is *posting* until its clearing account is zero, and becomes *posted* in that transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from mainstay.engine.money import format_cents
from mainstay.engine.posting import PlbMovement, provider_adjustment
from mainstay.foundation.db import atomic, require_transaction, rows
from mainstay.foundation.db.reads import Rows, written_once
from mainstay.foundation.ledger import Kind, Move, NewPosting, account, account_totals, post_many
from mainstay.foundation.work import services as work
from mainstay.foundation.work.item import NewItem
from mainstay.foundation.work.queries import items_about
from mainstay.foundation.work.states import State
from mainstay.revenue.receipts.services.from_payers import PayerMoney, receive_from_payers
from mainstay.revenue.remits.identity import Advice
from mainstay.revenue.remits.models import Parking, ProviderAdjustment, Remit
from mainstay.revenue.remits.queries.stored import claim_payments
from mainstay.revenue.remits.services.desk import Desk
from mainstay.revenue.remits.services.payer_of import KnownPayers
from mainstay.revenue.remits.services.staging import Staged
from mainstay.revenue.remits.services.takebacks import TYING, Cause
from mainstay.revenue.remits.services.writing import write
from mainstay.revenue.remits.stored import PaidClaim, RemitHead

Adjustments = defaultdict[int, list[ProviderAdjustment]]
"""PLB amounts by remit."""

CHUNK = 50
NO_LONGER = "cleared"


@dataclass(slots=True)
class Opened:
    """Remits whose money is about to be booked: with their PLB amounts, and the postings of both."""

    practice_id: int
    remits: list[Remit] = field(default_factory=list)
    adjustments: Adjustments = field(default_factory=lambda: defaultdict(list))
    postings: list[NewPosting] = field(default_factory=list)


def open_remits(
    practice_id: int,
    told: Sequence[tuple[Remit, Advice]],
    payers: KnownPayers,
    *,
    at: datetime,
) -> Opened:
    """Know who pays, note the receipts, ask about PLBs nobody knows; then they are *posting*."""
    require_transaction()
    opened = Opened(practice_id, [remit for remit, _ in told])
    if not told:
        return opened
    for remit, advice in told:
        remit.payer_id = payers.payer_of(remit, advice.head)
        remit.clearing_cents = -remit.paid_cents - remit.plb_cents
        remit.state = "posting"
    _note_receipts(practice_id, opened.remits)
    if any(advice.end.provider_adjustments for _, advice in told):
        opened.adjustments = _adjustments(practice_id, opened.remits)
        _note_opened(opened.remits)  # take-backs are read by payer
    items: list[NewItem] = []
    for remit in opened.remits:
        opened.postings.extend(_postings(remit, opened.adjustments[remit.pk]))
        items.extend(_unexplained(remit, opened.adjustments[remit.pk]))
    work.open_many(practice_id, items, at=at)
    return opened


def book(opened: Opened, *, at: datetime) -> None:
    """Book the money of a remit that is posted in chunks."""
    post_many(opened.practice_id, opened.postings, at=at)
    _note_opened(opened.remits)


def _note_opened(remits: Sequence[Remit]) -> None:
    rows.update(
        Remit,
        ("payer", "receipt", "clearing_cents", "state"),
        [(r.pk, r.payer_id, r.receipt_id, r.clearing_cents, r.state) for r in remits],
    )


def _note_receipts(practice_id: int, remits: Iterable[Remit]) -> None:
    paying = [remit for remit in remits if remit.paid_cents and remit.payer_id is not None]
    receipts = receive_from_payers(
        practice_id,
        [
            PayerMoney(
                remit_key=remit.remit_key,
                payer_id=remit.payer_id or 0,
                cents=remit.paid_cents,
                received_on=remit.paid_on,
                method=remit.method,
                reference=remit.trace_number,
            )
            for remit in paying
        ],
    )
    for remit in paying:
        remit.receipt_id = receipts[remit.remit_key]


def _adjustments(practice_id: int, remits: Iterable[Remit]) -> Adjustments:
    found: Adjustments = defaultdict(list)
    stored = ProviderAdjustment.objects.for_practice(practice_id).filter(
        remit__in=[remit.pk for remit in remits]
    )
    for one in stored.order_by("remit_id", "ordinal"):
        found[one.remit_id].append(one)
    return found


def post_together(opened: Opened, staged: Sequence[Staged], *, at: datetime) -> None:
    """Post small remits whole, in their order, in the caller's transaction."""
    require_transaction()
    if not opened.remits:
        return
    heads = {remit.pk: _head(remit) for remit in opened.remits}
    payments = [one.read_back(heads[one.remit.pk]) for one in staged if one.remit.pk in heads]
    causes = _provider_causes(opened.remits, opened.adjustments)
    desk = _posted(opened.practice_id, payments, causes, opened.postings, at=at)
    for remit in opened.remits:
        remit.clearing_cents += desk.left_on_clearing[remit.pk]
    _close(opened.practice_id, opened.remits, opened.adjustments, at=at)


def _head(remit: Remit) -> RemitHead:
    return RemitHead(
        id=remit.pk,
        key=remit.remit_key,
        payer_id=remit.payer_id or 0,
        trace_number=remit.trace_number,
        paid_on=remit.paid_on,
        file_id=remit.file_id,
        file_key=remit.source_key.partition(":")[0],
        source_key=remit.source_key,
    )


def post_remit(remit: Remit, *, at: datetime) -> None:
    """Post the claim payments of a remit that are not posted yet, in the order of the file."""
    while remit.state == "posting":
        with atomic():
            _post_chunk(remit, at=at)


def _postings(remit: Remit, adjustments: Sequence[ProviderAdjustment]) -> Iterator[NewPosting]:
    on, source = remit.paid_on, remit.source_key
    clearing = account(remit.practice_id, Kind.CLEARING, f"payer:{remit.payer_id}")
    money = Move(account(remit.practice_id, Kind.UNDEPOSITED), clearing, remit.paid_cents)
    yield NewPosting(f"remit:{remit.remit_key}:money", "remit_money", source, on, on, [money])
    for one in adjustments:
        movement = provider_adjustment(one.code, one.cents)
        party = f"payer:{remit.payer_id}" if movement.has_party else None
        against = account(remit.practice_id, movement.account_kind, party)
        move = Move(against, clearing, movement.cents, None, f"PLB-{one.code}")
        yield NewPosting(
            f"remit:{remit.remit_key}:plb:{one.ordinal}", "plb", source, on, on, [move]
        )


def _unexplained(remit: Remit, adjustments: Sequence[ProviderAdjustment]) -> Iterator[NewItem]:
    """Amounts that wait in unapplied until a person says what they are."""
    for one in adjustments:
        movement: PlbMovement = provider_adjustment(one.code, one.cents)
        if movement.account_kind != Kind.UNAPPLIED or not one.cents:
            continue
        why = "" if movement.known else ", a code that is not in our table"
        key = f"remit:{remit.remit_key}:plb:{one.ordinal}"
        yield NewItem(
            function="payment_posting",
            cause_key=key,
            subject_kind="remit",
            subject_key=f"remit:{remit.remit_key}",
            title=(
                f"Remittance {remit.trace_number} has a provider adjustment {one.code or '(none)'}{why}"
                f" of {format_cents(one.cents)}. Say what it is for."
            ),
            value_cents=abs(one.cents),
            occurred_on=remit.paid_on,
        )


def _post_chunk(remit: Remit, *, at: datetime) -> None:
    first, last = remit.applied_payments + 1, remit.applied_payments + CHUNK
    is_last = last >= remit.claim_payments
    payments = claim_payments(
        remit.practice_id, Q(remit=remit, ordinal__gte=first, ordinal__lte=last)
    )
    adjustments = _adjustments(remit.practice_id, [remit]) if is_last else defaultdict(list)
    causes = _provider_causes([remit], adjustments)
    desk = _posted(remit.practice_id, payments, causes, (), at=at)
    remit.applied_payments = min(last, remit.claim_payments)
    remit.clearing_cents += desk.left_on_clearing[remit.pk]
    remit.save(update_fields=["applied_payments", "clearing_cents"])
    if is_last:
        _close(remit.practice_id, [remit], adjustments, at=at)


def _posted(
    practice_id: int,
    payments: Sequence[PaidClaim],
    causes: Mapping[str, Cause],
    before: Iterable[NewPosting],
    *,
    at: datetime,
) -> Desk:
    """Place these payments after the postings ``before``; ``causes`` are take-backs beside them."""
    desk = Desk(practice_id, at=at)
    desk.pending.extend(before)
    desk.take(payments)
    desk.place(payments)
    write(desk, causes)
    return desk


def _provider_causes(remits: Sequence[Remit], adjustments: Adjustments) -> dict[str, Cause]:
    """What the PLBs of these remits refer to, each with its last PLB as the cause."""
    causes: dict[str, Cause] = {}
    for remit in remits:
        for one in adjustments[remit.pk]:
            if one.code in TYING:
                key = f"remit:{remit.remit_key}:plb:{one.ordinal}"
                causes[one.reference] = Cause(key, remit.source_key, remit.paid_on)
    return causes


class DoesNotClear(Exception):
    """What was posted of a remit is not what it paid: a programming error, nothing is kept."""


def _close(
    practice_id: int, remits: Sequence[Remit], adjustments: Adjustments, *, at: datetime
) -> None:
    """The last of them is posted: ask about what stays, and call them *posted*.

    Raises:
        DoesNotClear: the clearing account of one is not zero.
    """
    for remit in remits:
        if remit.clearing_cents:
            raise DoesNotClear(
                f"Remittance {remit.remit_key} leaves {format_cents(remit.clearing_cents)} on clearing."
            )
        remit.state, remit.posted_at = "posted", at
        remit.applied_payments = remit.claim_payments
    rows.update(
        Remit,
        ("payer", "receipt", "clearing_cents", "state", "posted_at", "applied_payments"),
        [
            (r.pk, r.payer_id, r.receipt_id, 0, r.state, r.posted_at, r.applied_payments)
            for r in remits
        ],
    )
    work.open_many(practice_id, list(_earlier_services(practice_id, remits)), at=at)
    for remit in remits:
        if any(_is_offset(one) for one in adjustments[remit.pk]):
            _ask_about_offset(remit, at=at)


def _is_offset(adjustment: ProviderAdjustment) -> bool:
    return provider_adjustment(adjustment.code, adjustment.cents).account_kind == Kind.OFFSET


def _earlier_services(practice_id: int, remits: Sequence[Remit]) -> Iterator[NewItem]:
    """One item a remit for all its payments of services from before the practice's first 837."""
    paid: defaultdict[int, list[int]] = defaultdict(list)
    for remit_id, cents in _paid_earlier(practice_id, [remit.pk for remit in remits]):
        paid[remit_id].append(cents)
    for remit in remits:
        if not (amounts := paid[remit.pk]):
            continue
        noun = "payment" if len(amounts) == 1 else "payments"
        total = sum(amounts)
        yield NewItem(
            function="payment_posting",
            cause_key=f"remit:{remit.remit_key}:earlier",
            subject_kind="remit",
            subject_key=f"remit:{remit.remit_key}",
            title=(
                f"Remittance {remit.trace_number} has {len(amounts):,} {noun} of {format_cents(total)}"
                " for services from before the first 837 here. Post them in the earlier books."
            ),
            value_cents=abs(total),
            occurred_on=remit.paid_on,
        )


@written_once
def _paid_earlier(practice_id: int, remit_ids: Collection[int]) -> Rows:
    waiting = Parking.objects.for_practice(practice_id).filter(
        reason="earlier", placed_at__isnull=True, payment__remit__in=remit_ids
    )
    return waiting.values_list("payment__remit_id", "payment__paid_cents")


def _ask_about_offset(remit: Remit, *, at: datetime) -> None:
    """What a payer took back or gave ahead, and that no claim explains, is somebody's to follow.

    One item a payer stays open while its offset is not zero.
    """
    party = f"payer:{remit.payer_id}"
    cents = account_totals(remit.practice_id, kind=Kind.OFFSET).get((Kind.OFFSET, party), 0)
    subject = str(remit.payer.public_id) if remit.payer else ""
    about = items_about(remit.practice_id, "payer_offset", subject)
    waiting = [item.cause_key for item in about if item.state != State.DONE]
    if cents and not waiting:
        work.open_item(
            remit.practice_id,
            "payment_posting",
            f"remit:{remit.remit_key}:offset",
            subject_kind="payer_offset",
            subject_key=subject,
            title=_offset_title(remit, cents),
            value_cents=abs(cents),
            occurred_on=remit.paid_on,
            at=at,
        )
    elif not cents and waiting:
        work.close_items(remit.practice_id, waiting, NO_LONGER, at=at)


def _offset_title(remit: Remit, cents: int) -> str:
    if cents > 0:
        return (
            f"{remit.payer_text} took back {format_cents(cents)} that no claim here explains, last in"
            f" remittance {remit.trace_number}. Find out for which claim."
        )
    return (
        f"{remit.payer_text} will take back {format_cents(-cents)} it has given ahead, last in"
        f" remittance {remit.trace_number}."
    )
