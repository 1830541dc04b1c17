"""Apply acknowledgements: TA1, 999 and 277CA become facts on the claims they name.

In any order: a fact whose claim is not known yet waits for it. The claims' statuses, and the work
items of those rejected, follow when the lane is through (``services.statuses``).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec

from mainstay.engine import x12
from mainstay.foundation.db import atomic
from mainstay.foundation.events import services as events
from mainstay.revenue.claims.events import ClaimsAnswered
from mainstay.revenue.claims.rulings import ruling_of
from mainstay.revenue.claims.services.facts import NewFact, store
from mainstay.revenue.claims.services.statuses import mark_due
from mainstay.revenue.claims.services.tying import Named, tie_facts
from mainstay.revenue.claims.services.unmatched import report_unmatched
from mainstay.revenue.exchange import services as exchange
from mainstay.revenue.exchange import transcripts
from mainstay.revenue.exchange.models import Part

CHUNK = 400  # nothing is posted here, and one takes a fraction of a millisecond
CLAIMS_GROUP, CLAIMS_SET = "HC", "837"
Ack = x12.InterchangeAck | x12.GroupAck999 | x12.SetAck999 | x12.BatchStatus277 | x12.ClaimStatus277


@dataclass(frozen=True, slots=True)
class Dated:
    """An acknowledgement, the date of its ST, and whether that ST answers sets one by one."""

    ack: Ack
    occurred_on: date
    answers_sets: bool


def apply_acknowledgements(parts: Iterable[Part], *, at: datetime) -> None:
    """Apply the acknowledgements of files of one practice. Safe to kill and repeat."""
    for chunk in exchange.in_chunks(parts, _acks, most=CHUNK):
        _apply(chunk, at=at)


def _acks(part: Part) -> Iterator[tuple[int, Dated]]:
    """Each acknowledgement after what is applied, with its segment."""
    occurred_on, answers_sets = part.sort_on, False
    for record in transcripts.records(part):
        if isinstance(record, x12.TransactionStart):
            occurred_on = record.created_on or record.gs_on or part.sort_on
            answers_sets = False
        elif isinstance(record, Ack):
            answers_sets = answers_sets or isinstance(record, x12.SetAck999)
            if record.at.segment > part.applied_through:
                yield record.at.segment, Dated(record, occurred_on, answers_sets)


def _apply(chunk: exchange.Chunk[Dated], *, at: datetime) -> None:
    practice_id = chunk.practice_id
    facts = [fact for part, dated in chunk.items if (fact := _fact(part, dated)) is not None]
    with atomic():
        ids = store(practice_id, facts)
        tied = tie_facts(practice_id, [_named(ids, fact) for fact in facts], at=at)
        mark_due(practice_id, tied.claim_ids)
        report_unmatched(practice_id, [part.file for part in chunk.finished], at=at)
        events.publish(ClaimsAnswered(practice_id, tuple(sorted(tied.encounter_ids))))
        chunk.note(at=at)


def _named(ids: Mapping[tuple[int, int], int], fact: NewFact) -> Named:
    pk = ids[fact.file_id, fact.position]
    return Named(pk, fact.file_id, fact.key, fact.occurred_on, fact.body)


def _fact(part: Part, dated: Dated) -> NewFact | None:
    """What an acknowledgement says of claims, as a fact; None when it says nothing of them."""
    ack = dated.ack
    said: Said | None
    match ack:
        case x12.InterchangeAck():
            said = _of_interchange(ack)
        case x12.GroupAck999():
            said = _of_group(ack, answers_sets=dated.answers_sets)
        case x12.SetAck999():
            said = _of_set(ack) if ack.set_id == CLAIMS_SET else None
        case x12.BatchStatus277():
            said = _of_batch(ack)
        case x12.ClaimStatus277():
            said = _of_claim(ack)
    if said is None:
        return None
    kind, key, body, on = said
    return NewFact(kind, part.file_id, ack.at.segment, on or dated.occurred_on, body, key=key)


Said = tuple[str, str, dict[str, Any], date | None]
"""Kind, name of what was sent, body, and the day if the record has its own."""


def _of_interchange(ack: x12.InterchangeAck) -> Said:
    body = {"isa13": ack.isa13, "code": ack.code, "note": ack.note}
    return "interchange_ack", f"isa:{ack.isa13}", body, ack.isa_on


def _of_group(ack: x12.GroupAck999, *, answers_sets: bool) -> Said | None:
    """A group that is not rejected says nothing that its sets, if named, do not say."""
    body = {"gs06": ack.group_control, "code": ack.code, "errors": list(ack.errors)}
    is_said_by_sets = answers_sets and not ruling_of("group_ack", body)
    if ack.functional_id != CLAIMS_GROUP or is_said_by_sets:
        return None
    return "group_ack", f"group:{ack.group_control}", body, None


def _of_set(ack: x12.SetAck999) -> Said:
    body = {
        "gs06": ack.group_control,
        "st02": ack.set_control,
        "code": ack.code,
        "errors": list(ack.errors),
        "segment_errors": msgspec.to_builtins(ack.segment_errors),
    }
    return "set_ack", f"set:{ack.group_control}:{ack.set_control}", body, None


def _of_batch(ack: x12.BatchStatus277) -> Said | None:
    """Only a rejected batch says something of its claims that they do not say themselves."""
    body = {
        "level": ack.level,
        "reference": ack.reference,
        "action": ack.action,
        "statuses": msgspec.to_builtins(ack.statuses),
    }
    if ack.level != "receiver" or not ruling_of("batch_status", body):
        return None
    return "batch_status", f"batch:{ack.reference}", body, ack.occurred_on


def _of_claim(ack: x12.ClaimStatus277) -> Said:
    body = {
        "claim_number": ack.claim_number,
        "action": ack.action,
        "statuses": msgspec.to_builtins(ack.statuses),
        "charge_cents": ack.charge_cents,
        "payer_claim_number": ack.payer_claim_number,
        "clearinghouse_number": ack.clearinghouse_number,
        "batch": ack.batch_reference,
        "last_name": ack.patient.name if ack.patient else "",
        "member_id": ack.patient.id if ack.patient else "",
    }
    return "claim_status", f"claim:{ack.claim_number[:38]}", body, ack.occurred_on
