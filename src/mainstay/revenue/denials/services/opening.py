"""Open a denial for each amount a payer refused: its category, cause, owner, act and clock.

One work item for each claim payment and route. What a later payment settles closes by itself.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mainstay.directory.payers.models import Payer
from mainstay.engine import codes
from mainstay.engine.codes import PayerRules
from mainstay.engine.money import format_cents
from mainstay.engine.posting import DeniedAmount, denial_deadline
from mainstay.foundation import clock
from mainstay.foundation.db import require_transaction, rows
from mainstay.foundation.db.reads import Rows, written_once
from mainstay.foundation.work import services as work
from mainstay.foundation.work.item import NewItem
from mainstay.revenue.denials.models import Denial
from mainstay.revenue.denials.services.closing import close_answered
from mainstay.revenue.denials.services.resending import note_resent
from mainstay.revenue.remits.events import AnsweredLine, ClaimPaymentsPosted, Placed

USUAL_TYPE = "commercial_par"
APPEALS = ("DA", "DR")


@dataclass(frozen=True, slots=True)
class _Refusal:
    """One refused amount of one charge, with its place among those of its claim payment."""

    placed: Placed
    line: AnsweredLine
    denied: DeniedAmount
    ordinal: int


def on_claim_payments_posted(event: ClaimPaymentsPosted) -> None:
    """Listen to claim payments being posted, in their transaction."""
    require_transaction()
    refusals = [refusal for placed in event.placed for refusal in _refusals(placed)]
    if refusals:
        _open(event.practice_id, refusals)
        note_resent(event.practice_id, {one.placed.claim_id for one in refusals})
    close_answered(event.practice_id, event.placed)


def _refusals(placed: Placed) -> Iterator[_Refusal]:
    ordinal = 0
    for line in placed.lines:
        for denied in line.outcome.denials:
            ordinal += 1
            yield _Refusal(placed, line, denied, ordinal)


def _open(practice_id: int, refusals: Sequence[_Refusal]) -> None:
    rules = _rules(practice_id, {one.placed.payer_id for one in refusals})
    rows.insert(
        Denial,
        (
            "public_id", "practice", "payment", "claim", "charge", "payer", "provider", "ordinal",
            "cents", "group", "carc", "rarcs", "category", "cause", "owner", "action", "procedure",
            "is_preventable", "is_first_pass", "state", "denied_on", "service_on", "appeal_by",
            "correct_by", "level", "tried", "is_taken_back",
        ),
        [
            _row(practice_id, one, rules[one.placed.payer_id])
            for one in refusals
        ],
        on_conflict="(payment_id, ordinal) DO NOTHING",
    )  # fmt: skip
    work.open_many(practice_id, _items(refusals, rules), at=clock.now())


def _rules(practice_id: int, payer_ids: Collection[int]) -> dict[int, PayerRules]:
    """The clocks of each payer's type."""
    known = set(codes.payer_types())
    return {
        pk: codes.payer_rules(payer_type if payer_type in known else USUAL_TYPE)
        for pk, payer_type in _types(practice_id, payer_ids)
    }


@written_once
def _types(practice_id: int, payer_ids: Collection[int]) -> Rows:
    payers = Payer.objects.for_practice(practice_id).filter(pk__in=payer_ids)
    return payers.values_list("id", "payer_type")


def _row(practice_id: int, one: _Refusal, rules: PayerRules) -> tuple[Any, ...]:
    placed, denied = one.placed, one.denied
    act_by = _act_by(one, rules)
    is_appeal = denied.deadline_class in APPEALS
    return (
        uuid.uuid4(),
        practice_id,
        placed.payment_id,
        placed.claim_id,
        one.line.charge_id,
        placed.payer_id,
        placed.provider_id,
        one.ordinal,
        denied.cents,
        denied.group,
        denied.carc,
        " ".join(denied.rarcs)[:60],
        denied.category[:16],
        denied.root_cause[:160],
        denied.owner[:24],
        denied.action[:240],
        one.line.procedure,
        denied.preventable,
        placed.is_first,
        "open",
        placed.paid_on,
        one.line.service_on,
        act_by if is_appeal else None,
        None if is_appeal else act_by,
        0,
        "",
        False,
    )


def _act_by(one: _Refusal, rules: PayerRules) -> date | None:
    deadline = denial_deadline(
        one.denied.deadline_class,
        rules,
        answered_on=one.placed.paid_on,
        service_on=one.line.service_on or one.placed.paid_on,
    )
    return deadline.act_by


def _items(refusals: Iterable[_Refusal], rules: dict[int, PayerRules]) -> Iterator[NewItem]:
    """One item for each claim payment and route."""
    routes: defaultdict[tuple[str, str], list[_Refusal]] = defaultdict(list)
    for one in refusals:
        routes[one.placed.key, one.denied.category].append(one)
    for (key, category), together in routes.items():
        first = together[0]
        cents = sum(one.denied.cents for one in together)
        reasons = ", ".join(dict.fromkeys(f"{o.denied.group}-{o.denied.carc}" for o in together))
        deadlines = [
            act_by for one in together if (act_by := _act_by(one, rules[one.placed.payer_id]))
        ]
        yield NewItem(
            function="denial_follow_up",
            cause_key=f"{key}:denied:{category}",
            subject_kind="denial",
            subject_key=key,
            title=f"{reasons}, {format_cents(cents)} denied: {first.denied.root_cause}. {first.denied.action}",
            value_cents=cents,
            deadline_on=min(deadlines, default=None),
            occurred_on=first.placed.paid_on,
        )
