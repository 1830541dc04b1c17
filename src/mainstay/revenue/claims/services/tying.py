"""Tie acknowledgements to the submissions they are about; again whenever either of them arrives.

Which one is meant is decided by ``claims.tying`` over all that is known, so a submission that
arrives late takes over what was tied to an older one, and any order ends in the same ties.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models.fields.json import KeyTextTransform

from mainstay.foundation.db import require_transaction, rows
from mainstay.foundation.db.reads import Rows, written_once
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
    """Whom new ties, or withdrawn ones, concern: claims, and the files of the facts."""

    claim_ids: set[int] = field(default_factory=set)
    encounter_ids: set[int] = field(default_factory=set)
    file_ids: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Named:
    """A stored fact and the name (``models.Naming``) under which it speaks of what was sent."""

    fact_id: int
    file_id: int
    key: str
    occurred_on: date | None
    body: Mapping[str, Any]


def tie_facts(practice_id: int, named: Iterable[Named], *, at: datetime) -> Tied:
    """Tie these stored facts to what was sent under their names, in the caller's transaction."""
    require_transaction()
    dated = [one for one in named if one.occurred_on is not None]
    if not dated:
        return Tied()
    sent = _sent_under(practice_id, dated)
    wanted = {
        (one.fact_id, submission.claim_id): (submission, one)
        for one in dated
        if one.occurred_on is not None
        for submission in meant(one.key, one.occurred_on, one.body, sent[one.key])
    }
    return _bring_ties_to(practice_id, dated, wanted, at=at)


def tie_sent(practice_id: int, sent: Collection[Sent], *, at: datetime) -> Tied:
    """Tie the facts that may be about these submissions, in the caller's transaction."""
    days = [one.sent_on for one in sent]
    keys = {key for one in sent for key in one.keys}
    named = _named(practice_id, keys, min(days) - GRACE, max(days) + LONGEST)
    return tie_facts(practice_id, [Named(*columns) for columns in named], at=at)


@written_once
def _named(practice_id: int, keys: Collection[str], first_on: date, last_on: date) -> Rows:
    namings = Naming.objects.filter(practice_id=practice_id, key__in=keys)
    return namings.filter(
        fact__occurred_on__gte=first_on, fact__occurred_on__lte=last_on
    ).values_list("fact_id", "fact__file_id", "key", "fact__occurred_on", "fact__body")


def _bring_ties_to(
    practice_id: int,
    named: Collection[Named],
    wanted: dict[tuple[int, int], tuple[Sent, Named]],
    *,
    at: datetime,
) -> Tied:
    """Withdraw ties that are not wanted, add those that are missing."""
    tied, stale, kept = Tied(), [], set()
    for pk, fact_id, claim_id, submission_id, encounter_id in _ties(
        practice_id, [one.fact_id for one in named]
    ):
        if (meets := wanted.get((fact_id, claim_id))) and meets[0].id == submission_id:
            kept.add((fact_id, claim_id))
        else:
            stale.append(pk)
            tied.claim_ids.add(claim_id)
            tied.encounter_ids.add(encounter_id)
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
    tied.encounter_ids |= {sent.encounter_id for sent, _ in fresh}
    tied.file_ids |= {one.file_id for _, one in fresh}
    return tied


@written_once
def _ties(practice_id: int, fact_ids: Collection[int]) -> Rows:
    return (
        Match.objects.for_practice(practice_id)
        .filter(fact__in=fact_ids, withdrawn_at__isnull=True)
        .values_list("id", "fact_id", "claim_id", "submission_id", "claim__encounter_id")
    )


def _rule(one: Named) -> str:
    return _RULES[one.key.partition(":")[0]]


def _note_numbers(practice_id: int, fresh: Iterable[tuple[Sent, Named]]) -> None:
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


def _sent_under(practice_id: int, named: Collection[Named]) -> defaultdict[str, list[Sent]]:
    """What was sent under these names, by name. A query for each kind of name that occurs."""
    numbers: defaultdict[str, set[str]] = defaultdict(set)
    for one in named:
        kind, _, number = one.key.partition(":")
        numbers[kind].add(number)
    days = [one.occurred_on for one in named if one.occurred_on is not None]
    in_time = min(days) - LONGEST, max(days) + GRACE
    rows_: list[tuple[Any, ...]] = []
    if numbers["isa"]:
        rows_ += _sent_in_interchanges(practice_id, numbers["isa"], *in_time)
    if numbers["set"]:
        groups, sets = zip(*(number.split(":", 1) for number in numbers["set"]), strict=True)
        rows_ += _sent_in_sets(practice_id, set(groups), set(sets), *in_time)
    if numbers["group"]:
        rows_ += _sent_in_groups(practice_id, numbers["group"], *in_time)
    if numbers["batch"]:
        rows_ += _sent_in_batches(practice_id, numbers["batch"], *in_time)
    if numbers["claim"]:
        claim_ids = _numbered(practice_id, numbers["claim"])
        rows_ += _sent_of_claims(practice_id, claim_ids, *in_time)
    return _by_name(rows_, {one.key for one in named})


def _by_name(
    rows_: Iterable[tuple[Any, ...]], keys: Collection[str]
) -> defaultdict[str, list[Sent]]:
    found: defaultdict[str, dict[int, Sent]] = defaultdict(dict)
    for *columns, member_id in rows_:
        sent = Sent(*(*columns, member_id or ""))
        for key in sent.keys:
            if key in keys:
                found[key][sent.id] = sent
    return defaultdict(list, {key: list(sent.values()) for key, sent in found.items()})


@written_once
def _sent_in_interchanges(
    practice_id: int, isa13: Collection[str], first_on: date, last_on: date
) -> Rows:
    return _sent(practice_id, first_on, last_on).filter(isa13__in=isa13)


@written_once
def _sent_in_groups(practice_id: int, gs06: Collection[str], first_on: date, last_on: date) -> Rows:
    return _sent(practice_id, first_on, last_on).filter(gs06__in=gs06)


@written_once
def _sent_in_sets(
    practice_id: int, gs06: Collection[str], st02: Collection[str], first_on: date, last_on: date
) -> Rows:
    return _sent(practice_id, first_on, last_on).filter(gs06__in=gs06, st02__in=st02)


@written_once
def _sent_in_batches(
    practice_id: int, bht03: Collection[str], first_on: date, last_on: date
) -> Rows:
    return _sent(practice_id, first_on, last_on).filter(bht03__in=bht03)


@written_once
def _sent_of_claims(
    practice_id: int, claim_ids: Collection[int], first_on: date, last_on: date
) -> Rows:
    return _sent(practice_id, first_on, last_on).filter(claim__in=claim_ids)


@written_once
def _numbered(practice_id: int, numbers: Collection[str]) -> Rows:
    return (
        Identifier.objects.for_practice(practice_id)
        .filter(kind="patient_control", value__in=numbers)
        .values_list("claim_id", flat=True)
    )


def _sent(practice_id: int, first_on: date, last_on: date) -> Rows:
    """What was sent from one day to another, in the columns of ``Sent``."""
    in_time = Submission.objects.for_practice(practice_id).filter(
        sent_on__gte=first_on, sent_on__lte=last_on
    )
    return in_time.annotate(member_id=MEMBER_ID).values_list(
        "id", "claim_id", "claim__encounter_id", "version_id", "source_key", "sent_on", "isa13", "gs06",
        "st02", "bht03", "version__claim_number", "version__billed_cents",
        "claim__patient__search_name", "member_id",
    )  # fmt: skip
