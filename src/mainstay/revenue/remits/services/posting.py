"""Post a staged remit: its money and provider-level adjustments, then its claim payments in chunks.

A remit is *posting* until its clearing account is zero, and becomes *posted* in that transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Q

from mainstay.directory.payers.services.resolving import Payers
from mainstay.engine.money import format_cents
from mainstay.engine.posting import PlbMovement, provider_adjustment
from mainstay.foundation.db import atomic, require_transaction
from mainstay.foundation.ledger import Kind, Move, NewPosting, account, account_totals, post_many
from mainstay.foundation.work import services as work
from mainstay.foundation.work.item import NewItem
from mainstay.foundation.work.queries import items_about
from mainstay.foundation.work.states import State
from mainstay.revenue.receipts.services.from_payers import receive_from_payer
from mainstay.revenue.remits.identity import Advice
from mainstay.revenue.remits.models import ClaimPayment, ProviderAdjustment, Remit
from mainstay.revenue.remits.queries.stored import claim_payments
from mainstay.revenue.remits.services.desk import Desk
from mainstay.revenue.remits.services.payer_of import payer_of
from mainstay.revenue.remits.services.takebacks import Cause, tie_named
from mainstay.revenue.remits.services.writing import write

CHUNK = 50
NO_LONGER = "cleared"


def open_remit(remit: Remit, advice: Advice, payers: Payers, *, at: datetime) -> None:
    """Know who pays, note the receipt, book the money and the PLB amounts; then it is *posting*."""
    require_transaction()
    remit.payer_id = payer_of(remit, advice.head, payers)
    if remit.paid_cents:
        remit.receipt_id = receive_from_payer(
            remit.practice_id,
            remit_key=remit.remit_key,
            payer_id=remit.payer_id,
            cents=remit.paid_cents,
            received_on=remit.paid_on,
            method=remit.method,
            reference=remit.trace_number,
        )
    adjustments = list(ProviderAdjustment.objects.filter(remit=remit).order_by("ordinal"))
    post_many(remit.practice_id, _postings(remit, adjustments), at=at)
    work.open_many(remit.practice_id, list(_unexplained(remit, adjustments)), at=at)
    remit.clearing_cents = -remit.paid_cents - remit.plb_cents
    remit.state = "posting"
    remit.save(update_fields=["payer", "receipt", "clearing_cents", "state"])


def post_remit(remit: Remit, *, at: datetime) -> None:
    """Post the claim payments of a remit that are not posted yet, in the order of the file."""
    while remit.applied_payments < remit.claim_payments:
        with atomic():
            _post_chunk(remit, at=at)
            if remit.applied_payments >= remit.claim_payments:
                _close(remit, at=at)
    if remit.state == "posting":
        with atomic():
            _close(remit, at=at)


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
    payments = claim_payments(
        remit.practice_id, Q(remit=remit, ordinal__gte=first, ordinal__lte=last)
    )
    desk = Desk(remit.practice_id, at=at)
    desk.take(payments)
    desk.place(payments)
    write(desk)
    remit.applied_payments = min(last, remit.claim_payments)
    remit.clearing_cents += desk.left_on_clearing[remit.pk]
    remit.save(update_fields=["applied_payments", "clearing_cents"])


class DoesNotClear(Exception):
    """What was posted of a remit is not what it paid: a programming error, nothing is kept."""


def _close(remit: Remit, *, at: datetime) -> None:
    """The last of it is posted: tie its take-backs, ask about what stays, call it *posted*.

    Raises:
        DoesNotClear: its clearing account is not zero.
    """
    if remit.clearing_cents:
        raise DoesNotClear(
            f"Remittance {remit.remit_key} leaves {format_cents(remit.clearing_cents)} on clearing."
        )
    _tie(remit, at=at)
    _ask_about_earlier_services(remit, at=at)
    _ask_about_offset(remit, at=at)
    remit.state, remit.posted_at = "posted", at
    remit.save(update_fields=["state", "posted_at"])


def _tie(remit: Remit, *, at: datetime) -> None:
    adjustments = ProviderAdjustment.objects.filter(remit=remit).order_by("ordinal")
    causes = {
        one.reference: Cause(
            f"remit:{remit.remit_key}:plb:{one.ordinal}", remit.source_key, remit.paid_on
        )
        for one in adjustments
    }
    if causes:
        desk = Desk(remit.practice_id, at=at)
        tie_named(desk, causes)
        write(desk)


def _ask_about_earlier_services(remit: Remit, *, at: datetime) -> None:
    """One item for all its payments of services from before the practice's first 837."""
    earlier = ClaimPayment.objects.filter(
        remit=remit, parking__reason="earlier", parking__placed_at__isnull=True
    )
    paid = list(earlier.values_list("paid_cents", flat=True))
    if not paid:
        return
    noun = "payment" if len(paid) == 1 else "payments"
    work.open_item(
        remit.practice_id,
        "payment_posting",
        f"remit:{remit.remit_key}:earlier",
        subject_kind="remit",
        subject_key=f"remit:{remit.remit_key}",
        title=(
            f"Remittance {remit.trace_number} has {len(paid):,} {noun} of {format_cents(sum(paid))} for"
            " services from before the first 837 here. Post them in the earlier books."
        ),
        value_cents=abs(sum(paid)),
        occurred_on=remit.paid_on,
        at=at,
    )


def _ask_about_offset(remit: Remit, *, at: datetime) -> None:
    """What a payer took back or gave ahead, and that no claim explains, is somebody's to follow."""
    has_offset = any(
        provider_adjustment(code, 1).account_kind == Kind.OFFSET
        for code in ProviderAdjustment.objects.filter(remit=remit).values_list("code", flat=True)
    )
    if not has_offset:
        return
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
