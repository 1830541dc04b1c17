"""Write what a desk has planned: rows, facts, work and the event, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from mainstay.engine.money import format_cents
from mainstay.foundation.db import require_transaction, rows
from mainstay.foundation.db.reads import Rows, written_once
from mainstay.foundation.events import publish
from mainstay.foundation.work import services as work
from mainstay.foundation.work.item import NewItem
from mainstay.revenue.claims.models import Identifier
from mainstay.revenue.claims.services import facts
from mainstay.revenue.claims.services.facts import NewFact
from mainstay.revenue.claims.services.statuses import mark_due
from mainstay.revenue.remits.events import ClaimPaymentsPosted
from mainstay.revenue.remits.models import Answer, Match, Parking
from mainstay.revenue.remits.plans import Parked, Plan
from mainstay.revenue.remits.queries.candidates import NO_NUMBERS
from mainstay.revenue.remits.services.desk import Desk
from mainstay.revenue.remits.services.takebacks import (
    Cause,
    causes_of_plans,
    tie_named,
)

REVIEWS_SHOWN = 2


def write(desk: Desk, causes: Mapping[str, Cause] | None = None) -> None:
    """Write everything planned, once. ``causes`` are numbers whose take-backs are to be tied."""
    require_transaction()
    _write_matches(desk)
    tie_named(desk, {**causes_of_plans(desk), **(causes or {})})
    desk.flush()
    _write_answers(desk)
    _write_parkings(desk)
    _write_facts(desk)
    _write_work(desk)
    if desk.changed:
        publish(
            ClaimPaymentsPosted(
                practice_id=desk.practice_id,
                encounter_ids=tuple(sorted(desk.changed)),
                placed=tuple(plan.placed() for plan in desk.plans),
            )
        )


def _write_matches(desk: Desk) -> None:
    rows.insert(
        Match,
        ("practice", "payment", "claim", "line", "charge", "rule", "charge_cents"),
        [row for plan in desk.plans for row in _match_rows(desk.practice_id, plan)],
    )
    rows.insert(
        Identifier,
        ("practice", "claim", "kind", "value"),
        [
            (desk.practice_id, claim_id, "payer_control", number)
            for claim_id, number in sorted(
                {
                    (plan.family.id, plan.payment.payer_claim_number)
                    for plan in desk.plans
                    if plan.payment.payer_claim_number not in NO_NUMBERS
                }
            )
        ],
        on_conflict="(claim_id, kind, value) DO NOTHING",
    )


def _match_rows(practice_id: int, plan: Plan) -> Iterator[tuple[Any, ...]]:
    """The claim with its rule, then each line's charges with theirs."""
    payment_id, claim_id = plan.payment.id, plan.family.id
    yield practice_id, payment_id, claim_id, None, None, plan.rule, 0
    for match in plan.matches:
        for charge_id, cents in match.charges:
            yield practice_id, payment_id, claim_id, match.line_id, charge_id, match.rule, cents


def _write_answers(desk: Desk) -> None:
    fresh = {(plan.payment.id, effect.charge_id) for plan in desk.plans for effect in plan.effects}
    rows.insert(
        Answer,
        (
            "practice", "payment", "claim", "charge", "payer", "paid_cents", "credited_cents",
            "patient", "allowed_cents", "is_denied", "withdrawn_by",
        ),
        [
            (
                desk.practice_id,
                plan.payment.id,
                plan.family.id,
                effect.charge_id,
                plan.family.payer_id,
                effect.paid_cents,
                effect.credited_cents,
                [list(share) for share in effect.patient],
                effect.allowed_cents,
                effect.is_denied,
                plan.answered_by or desk.withdrawals.get((plan.payment.id, effect.charge_id)),
            )
            for plan in desk.plans
            for effect in plan.effects
        ],
    )  # fmt: skip
    before = {key: by for key, by in desk.withdrawals.items() if key not in fresh}
    if before:
        _withdraw(desk.practice_id, before)


def _withdraw(practice_id: int, withdrawals: Mapping[tuple[int, int], int]) -> None:
    """Note by which payment each answer, named by payment and charge, was withdrawn."""
    answers = _answers_of(practice_id, {payment_id for payment_id, _ in withdrawals})
    rows.update(
        Answer,
        ("withdrawn_by",),
        [
            (pk, withdrawals[payment_id, charge_id])
            for pk, payment_id, charge_id in answers
            if (payment_id, charge_id) in withdrawals
        ],
    )


@written_once
def _answers_of(practice_id: int, payment_ids: Collection[int]) -> Rows:
    answers = Answer.objects.for_practice(practice_id).filter(payment__in=payment_ids)
    return answers.values_list("id", "payment_id", "charge_id")


def _write_parkings(desk: Desk) -> None:
    rows.insert(
        Parking,
        (
            "practice", "payment", "claim", "account", "reason", "sentence", "parked_at",
            "placed_at",
        ),
        [
            (
                desk.practice_id,
                parked.payment.id,
                parked.claim_id,
                parked.account,
                parked.reason,
                parked.sentence,
                desk.at,
                desk.at if parked.is_placed else None,
            )
            for parked in desk.parked.values()
            if not parked.is_stored
        ],
    )  # fmt: skip
    for parked in desk.parked.values():
        stored = Parking.objects.for_practice(desk.practice_id).filter(payment=parked.payment.id)
        if parked.is_stored and parked.is_placed:
            stored.update(placed_at=desk.at)
        elif parked.is_stored and parked.is_changed:
            stored.update(reason=parked.reason, sentence=parked.sentence, claim_id=parked.claim_id)


def _write_facts(desk: Desk) -> None:
    facts.record(desk.practice_id, [_fact(plan) for plan in desk.plans])
    concerned = {family.id for pk in desk.changed for family in desk.encounters[pk].families}
    mark_due(desk.practice_id, concerned)


def _fact(plan: Plan) -> NewFact:
    payment = plan.payment
    lines = plan.outcome.lines if plan.outcome else ()
    body: dict[str, Any] = {
        "status": payment.status,
        "charge_cents": payment.charge_cents,
        "paid_cents": payment.paid_cents,
        "is_denied": any(line.is_denied for line in lines),
        "payer_claim_number": payment.payer_claim_number,
    }
    if plan.negates:
        body["negates"] = plan.negates
    return NewFact(
        kind="adjudication",
        file_id=payment.remit.file_id,
        position=payment.segment,
        occurred_on=payment.remit.paid_on,
        body=body,
        claim_id=plan.family.id,
        version_id=plan.family.version_on(payment.remit.paid_on),
        rule=plan.rule,
    )


def _write_work(desk: Desk) -> None:
    opened = [
        _parked_item(parked)
        for parked in desk.parked.values()
        if not parked.is_stored and not parked.is_placed and parked.reason != "earlier"
    ]
    work.open_many(desk.practice_id, [*opened, *_reviews(desk)], at=desk.at)
    settled = [
        f"{parked.payment.key}:parked"
        for parked in desk.parked.values()
        if parked.is_stored and parked.is_placed
    ]
    if settled:
        work.close_items(
            desk.practice_id, settled, "placed", at=desk.at, note="It found its place."
        )


def _parked_item(parked: Parked) -> NewItem:
    payment = parked.payment
    return NewItem(
        function="payment_posting",
        cause_key=f"{payment.key}:parked",
        subject_kind="claim_payment",
        subject_key=payment.key,
        title=(
            f"Payment {payment.ordinal} of remittance {payment.remit.trace_number},"
            f" {format_cents(payment.paid_cents)}, is parked: {parked.sentence}"
        ),
        value_cents=abs(payment.paid_cents) or abs(payment.charge_cents),
        occurred_on=payment.remit.paid_on,
    )


def _reviews(desk: Desk) -> Iterator[NewItem]:
    """One item for each payment of which something is for a person to decide."""
    for plan in desk.plans:
        if plan.outcome is None or plan.answered_by:
            continue
        sentences = [sentence for line in plan.outcome.lines for sentence in line.reviews]
        if not sentences:
            continue
        payment = plan.payment
        more = len(sentences) - REVIEWS_SHOWN
        yield NewItem(
            function="payment_posting",
            cause_key=f"{payment.key}:review",
            subject_kind="claim_payment",
            subject_key=payment.key,
            title=" ".join(
                [
                    f"Payment {payment.ordinal} of remittance {payment.remit.trace_number}:",
                    *sentences[:REVIEWS_SHOWN],
                    *([f"And {more} more."] if more > 0 else []),
                ]
            ),
            value_cents=abs(payment.charge_cents),
            occurred_on=payment.remit.paid_on,
        )
