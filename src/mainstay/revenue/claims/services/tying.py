"""Tie acknowledgements to the submissions they are about; again whenever either of them arrives.

Which one is meant is decided by ``claims.tying`` over all that is known, so a submission that
arrives late takes over what was tied to an older one, and any order ends in the same ties.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform

from mainstay.foundation.db import require_transaction, rows
from mainstay.revenue.claims.models import Identifier, Match, Naming, Submission
from mainstay.revenue.claims.services.numbers import add_numbers
from mainstay.revenue.claims.tying import GRACE, LONGEST, Sent, meant

MEMBER_ID = KeyTextTransform("member_id", "version__draft")

_RULES = {
    "claim": "claim_number",
    "set": "gs06+st02",
    "group": "gs06",
    "batch": "bht03",
    "isa": "isa13",
}


@dataclass(slots=True)
class Tied:
    """Whom new ties, or withdrawn ones, concern: claims, and the files that hold the facts."""

    claim_ids: set[int] = field(default_factory=set)
    file_ids: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Named:
    fact_id: int
    file_id: int
    key: str
    occurred_on: date
    body: Mapping[str, Any]


def tie_facts(practice_id: int, fact_ids: Collection[int], *, at: datetime) -> Tied:
    """Tie these stored facts to what was sent under their names, in the caller's transaction."""
    return _tie(practice_id, Naming.objects.filter(fact__in=fact_ids), at=at)


def tie_sent(practice_id: int, sent: Collection[Sent], *, at: datetime) -> Tied:
    """Tie the facts that may be about these submissions, in the caller's transaction."""
    days = [one.sent_on for one in sent]
    namings = Naming.objects.filter(
        key__in={key for one in sent for key in one.keys},
        fact__occurred_on__range=(min(days) - GRACE, max(days) + LONGEST),
    )
    return _tie(practice_id, namings, at=at)


def _tie(practice_id: int, namings: QuerySet[Naming], *, at: datetime) -> Tied:
    require_transaction()
    named = [
        _Named(fact_id, file_id, key, occurred_on, body)
        for fact_id, file_id, key, occurred_on, body in namings.filter(
            practice_id=practice_id
        ).values_list("fact_id", "fact__file_id", "key", "fact__occurred_on", "fact__body")
        if occurred_on is not None
    ]
    if not named:
        return Tied()
    sent = _sent_under(practice_id, named)
    wanted = {
        (one.fact_id, submission.claim_id): (submission, one)
        for one in named
        for submission in meant(one.key, one.occurred_on, one.body, sent[one.key])
    }
    return _bring_ties_to(practice_id, named, wanted, at=at)


def _bring_ties_to(
    practice_id: int,
    named: Collection[_Named],
    wanted: dict[tuple[int, int], tuple[Sent, _Named]],
    *,
    at: datetime,
) -> Tied:
    """Withdraw ties that are not wanted, add those that are missing."""
    stored = Match.objects.for_practice(practice_id).filter(
        fact__in=[one.fact_id for one in named], withdrawn_at__isnull=True
    )
    tied, stale, kept = Tied(), [], set()
    for pk, fact_id, claim_id, submission_id in stored.values_list(
        "id", "fact_id", "claim_id", "submission_id"
    ):
        if (meets := wanted.get((fact_id, claim_id))) and meets[0].id == submission_id:
            kept.add((fact_id, claim_id))
        else:
            stale.append(pk)
            tied.claim_ids.add(claim_id)
    if stale:
        Match.objects.for_practice(practice_id).filter(pk__in=stale).update(withdrawn_at=at)
    fresh = [pair for key, pair in wanted.items() if key not in kept]
    rows.insert(
        Match,
        ("practice", "fact", "claim", "version", "submission", "rule"),
        [
            (practice_id, one.fact_id, sent.claim_id, sent.version_id, sent.id, _rule(one))
            for sent, one in fresh
        ],
        on_conflict="(fact_id, claim_id) WHERE withdrawn_at IS NULL DO NOTHING",
    )
    _note_numbers(practice_id, fresh)
    tied.claim_ids |= {sent.claim_id for sent, _ in fresh}
    tied.file_ids |= {one.file_id for _, one in fresh}
    return tied


def _rule(one: _Named) -> str:
    return _RULES[one.key.partition(":")[0]]


def _note_numbers(practice_id: int, fresh: Iterable[tuple[Sent, _Named]]) -> None:
    """Keep the numbers under which payer and clearinghouse know a claim."""
    add_numbers(
        practice_id,
        {
            (sent.claim_id, kind, number[:80])
            for sent, one in fresh
            for kind, number in (
                ("payer_control", one.body.get("payer_claim_number", "")),
                ("clearinghouse", one.body.get("clearinghouse_number", "")),
            )
            if number
        },
    )


def _sent_under(practice_id: int, named: Collection[_Named]) -> defaultdict[str, list[Sent]]:
    """What was sent under these names, by name. A query for each kind of name that occurs."""
    numbers: defaultdict[str, set[str]] = defaultdict(set)
    for one in named:
        kind, _, number = one.key.partition(":")
        numbers[kind].add(number)
    days = [one.occurred_on for one in named]
    in_time = Submission.objects.for_practice(practice_id).filter(
        sent_on__range=(min(days) - LONGEST, max(days) + GRACE)
    )
    asked = []
    if numbers["isa"]:
        asked.append(in_time.filter(isa13__in=numbers["isa"]))
    if numbers["set"]:
        groups, sets = zip(*(number.split(":", 1) for number in numbers["set"]), strict=True)
        asked.append(in_time.filter(gs06__in=set(groups), st02__in=set(sets)))
    if numbers["group"]:
        asked.append(in_time.filter(gs06__in=numbers["group"]))
    if numbers["batch"]:
        asked.append(in_time.filter(bht03__in=numbers["batch"]))
    if numbers["claim"]:
        claim_ids = Identifier.objects.for_practice(practice_id).filter(
            kind="patient_control", value__in=numbers["claim"]
        )
        asked.append(in_time.filter(claim__in=list(claim_ids.values_list("claim_id", flat=True))))
    return _by_name(asked, {one.key for one in named})


def _by_name(
    asked: Iterable[QuerySet[Submission]], keys: Collection[str]
) -> defaultdict[str, list[Sent]]:
    found: defaultdict[str, dict[int, Sent]] = defaultdict(dict)
    for submissions in asked:
        for columns in submissions.annotate(member_id=MEMBER_ID).values_list(
            "id", "claim_id", "version_id", "source_key", "sent_on", "isa13", "gs06", "st02",
            "bht03", "version__claim_number", "version__billed_cents",
            "claim__patient__search_name", "member_id",
        ):  # fmt: skip
            sent = Sent(*columns[:-1], member_id=columns[-1] or "")
            for key in sent.keys:
                if key in keys:
                    found[key][sent.id] = sent
    return defaultdict(list, {key: list(sent.values()) for key, sent in found.items()})
