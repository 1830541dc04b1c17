"""Apply acknowledgements: TA1, 999 and 277CA become facts on the claims they name.

In any order: a fact whose claim is not known yet waits for it. A rejection opens its work item at
once; a later acceptance or payment of the claim closes it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, BinaryIO

import msgspec

from mainstay.engine import x12
from mainstay.foundation.db import atomic
from mainstay.foundation.events import services as events
from mainstay.revenue.claims.events import ClaimsAnswered
from mainstay.revenue.claims.models import Claim, Submission
from mainstay.revenue.claims.rulings import REJECTING
from mainstay.revenue.claims.services.facts import NewFact, record, refresh
from mainstay.revenue.claims.services.families import add_numbers
from mainstay.revenue.claims.services.rejections import follow_rejections
from mainstay.revenue.exchange import services as exchange
from mainstay.revenue.exchange.models import Part

CHUNK = 50
Ack = x12.InterchangeAck | x12.GroupAck999 | x12.SetAck999 | x12.BatchStatus277 | x12.ClaimStatus277


def apply_acknowledgements(parts: Iterable[Part], *, at: datetime) -> None:
    """Apply the acknowledgements of files of one practice. Safe to kill and repeat."""
    for chunk in exchange.in_chunks(parts, _acks, most=CHUNK):
        _apply(chunk, at=at)


def _acks(file: BinaryIO, part: Part) -> Iterator[tuple[int, tuple[date, Ack]]]:
    """Each acknowledgement after what is applied, with its segment and the date of its ST."""
    occurred_on = part.sort_on
    for record_ in x12.read(file):
        if isinstance(record_, x12.TransactionStart):
            occurred_on = record_.created_on or record_.gs_on or part.sort_on
        elif isinstance(record_, Ack) and record_.at.segment > part.applied_through:
            yield record_.at.segment, (occurred_on, record_)


def _apply(chunk: exchange.Chunk[tuple[date, Ack]], *, at: datetime) -> None:
    practice_id = chunk.practice_id
    with atomic():
        facts = [_fact(part, occurred_on, ack) for part, (occurred_on, ack) in chunk.items]
        acks = [ack for _, (_, ack) in chunk.items]
        tied = _tie(practice_id, facts, acks)
        claim_ids = record(practice_id, tied, at=at)
        _note_numbers(practice_id, tied, acks)
        refresh(practice_id, claim_ids)
        follow_rejections(practice_id, claim_ids, at=at)
        events.publish(ClaimsAnswered(practice_id, _encounters(practice_id, claim_ids)))
        chunk.note(at=at)


def _fact(part: Part, occurred_on: date, ack: Ack) -> NewFact:
    def new(kind: str, body: dict[str, Any], waiting_key: str, on: date | None = None) -> NewFact:
        return NewFact(
            kind, part.file_id, ack.at.segment, on or occurred_on, body, waiting_key=waiting_key
        )

    match ack:
        case x12.InterchangeAck():
            body = {"isa13": ack.isa13, "code": ack.code, "note": ack.note}
            return new("interchange_ack", body, f"isa:{ack.isa13}")
        case x12.GroupAck999():
            body = {"gs06": ack.group_control, "code": ack.code, "errors": list(ack.errors)}
            waits = f"group:{ack.group_control}" if ack.code in REJECTING else ""
            return new("group_ack", body, waits)
        case x12.SetAck999():
            body = {
                "gs06": ack.group_control,
                "st02": ack.set_control,
                "code": ack.code,
                "errors": list(ack.errors),
                "segment_errors": msgspec.to_builtins(ack.segment_errors),
            }
            return new("set_ack", body, f"set:{ack.group_control}:{ack.set_control}")
        case x12.BatchStatus277():
            body = {
                "level": ack.level,
                "reference": ack.reference,
                "action": ack.action,
                "statuses": msgspec.to_builtins(ack.statuses),
            }
            is_final = ack.action == "U" and ack.level != "source"
            return new(
                "batch_status", body, f"batch:{ack.reference}" if is_final else "", ack.occurred_on
            )
    body = {
        "claim_number": ack.claim_number,
        "action": ack.action,
        "statuses": msgspec.to_builtins(ack.statuses),
        "charge_cents": ack.charge_cents,
        "payer_claim_number": ack.payer_claim_number,
        "batch": ack.batch_reference,
    }
    return new("claim_status", body, f"claim:{ack.claim_number}", ack.occurred_on)


def _tie(practice_id: int, facts: Sequence[NewFact], acks: Sequence[Ack]) -> list[NewFact]:
    """Say of each fact which submissions it is about, where they are known. Three queries."""
    sent = _Sent(practice_id, facts, acks)
    return [
        replace(fact, submission_ids=tuple(sent.about(fact, ack)), rule=_RULES[fact.kind])
        if fact.waiting_key
        else fact
        for fact, ack in zip(facts, acks, strict=True)
    ]


_RULES = {
    "interchange_ack": "isa13",
    "group_ack": "gs06",
    "set_ack": "gs06+st02",
    "batch_status": "bht03",
    "claim_status": "claim_number",
}
_COLUMNS = (
    "id", "source_key", "sent_on", "isa13", "gs06", "st02", "bht03", "claim_id",
    "version__claim_number", "version__billed_cents",
)  # fmt: skip


class _Sent:
    """What was sent under the control numbers that some acknowledgements name."""

    def __init__(self, practice_id: int, facts: Sequence[NewFact], acks: Sequence[Ack]) -> None:
        names: defaultdict[str, set[str]] = defaultdict(set)
        for fact in facts:
            prefix, _, number = fact.waiting_key.partition(":")
            names[prefix].add(number)
        self._rows: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        self._find(practice_id, "isa", names["isa"], isa13__in=names["isa"])
        groups = {number.split(":")[0] for number in names["set"]} | names["group"]
        self._find(practice_id, "group", groups, gs06__in=groups)
        self._find(practice_id, "batch", names["batch"], bht03__in=names["batch"])
        if names["claim"]:
            claims = Claim.objects.for_practice(practice_id).filter(
                identifiers__kind="patient_control", identifiers__value__in=names["claim"]
            )
            self._find(practice_id, "claim", names["claim"], claim__in=claims.values("id"))

    def _find(self, practice_id: int, name: str, wanted: set[str], **criteria: Any) -> None:
        if not wanted - {""}:
            return
        rows = Submission.objects.for_practice(practice_id).filter(**criteria)
        self._rows[name] = list(rows.order_by("sent_on", "source_key").values(*_COLUMNS))

    def about(self, fact: NewFact, ack: Ack) -> list[int]:
        """The ids of the submissions a fact is about; none when they are not known."""
        match ack:
            case x12.InterchangeAck():
                found = [row for row in self._rows["isa"] if row["isa13"] == ack.isa13]
            case x12.GroupAck999():
                found = [row for row in self._rows["group"] if row["gs06"] == ack.group_control]
            case x12.SetAck999():
                named = (ack.group_control, ack.set_control)
                found = [row for row in self._rows["group"] if (row["gs06"], row["st02"]) == named]
            case x12.BatchStatus277():
                found = [row for row in self._rows["batch"] if row["bht03"] == ack.reference]
            case _:
                return self._about_claim(fact, ack)
        return [row["id"] for row in _newest_file(found, fact.occurred_on)]

    def _about_claim(self, fact: NewFact, ack: x12.ClaimStatus277) -> list[int]:
        """One submission: of this number; of this batch if one is; of this amount if one is."""
        found = [
            row for row in self._rows["claim"] if row["version__claim_number"] == ack.claim_number
        ]
        found = _on_or_before(found, fact.occurred_on)
        for is_better in (
            lambda row: bool(ack.batch_reference) and row["bht03"] == ack.batch_reference,
            lambda row: row["version__billed_cents"] == ack.charge_cents,
        ):
            found = [row for row in found if is_better(row)] or found
        return [row["id"] for row in found[-1:]]


def _on_or_before(rows: list[dict[str, Any]], day: date | None) -> list[dict[str, Any]]:
    """Nothing is acknowledged before it was sent; where dates disagree, all stay candidates."""
    if day is None:
        return rows
    return [row for row in rows if row["sent_on"] <= day] or rows


def _newest_file(rows: list[dict[str, Any]], day: date | None) -> list[dict[str, Any]]:
    """Control numbers come back after a while: the newest file that was sent by then is meant."""
    candidates = _on_or_before(rows, day)
    if not candidates:
        return []
    newest = candidates[-1]["source_key"].partition(":")[0]
    return [row for row in candidates if row["source_key"].partition(":")[0] == newest]


def _note_numbers(practice_id: int, facts: Sequence[NewFact], acks: Sequence[Ack]) -> None:
    """Keep the numbers under which payer and clearinghouse know a claim."""
    named = {
        submission_id: ack
        for fact, ack in zip(facts, acks, strict=True)
        if isinstance(ack, x12.ClaimStatus277)
        for submission_id in fact.submission_ids
    }
    claim_of = dict(
        Submission.objects.for_practice(practice_id)
        .filter(pk__in=named)
        .values_list("id", "claim_id")
    )
    add_numbers(
        practice_id,
        {
            (claim_of[submission_id], kind, number[:80])
            for submission_id, ack in named.items()
            for kind, number in (
                ("payer_control", ack.payer_claim_number),
                ("clearinghouse", ack.clearinghouse_number),
            )
            if number
        },
    )


def _encounters(practice_id: int, claim_ids: set[int]) -> tuple[int, ...]:
    claims = Claim.objects.for_practice(practice_id).filter(pk__in=claim_ids)
    return tuple(sorted(set(claims.values_list("encounter_id", flat=True))))
