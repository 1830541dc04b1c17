"""Write down what files say of claims, tie it to them, and let their status follow.

A fact is stored once for its place in its file and never changed, whatever comes later. It is tied
to claims by rows of their own: here when it names a claim we know (an adjudication), by
``services.tying`` when it names what was sent (an acknowledgement).
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mainstay.foundation.db import require_transaction, rows
from mainstay.foundation.ledger import Kind, balances
from mainstay.revenue.charges.queries import charges_of
from mainstay.revenue.claims.models import Act, Claim, Fact, Match, Naming, Submission
from mainstay.revenue.claims.rulings import ruling_of
from mainstay.revenue.claims.services.rejections import follow_rejections
from mainstay.revenue.claims.states import (
    AckFact,
    AdjudicatedFact,
    SentFact,
    open_rejection,
    status_of,
)


@dataclass(frozen=True, slots=True)
class NewFact:
    """A statement of a file, and what it is about if that is known.

    ``position`` is the segment ordinal in the file. About one claim: ``claim_id`` (and
    ``version_id``, ``rule``); about what was sent: ``key``, the name it gives (``models.Naming``).
    The body of an adjudication holds ``status`` (CLP02), ``paid_cents``, ``is_denied`` and, of a
    reversal, ``negates`` (source key of the original CLP).
    """

    kind: str
    file_id: int
    position: int
    occurred_on: date | None
    body: Mapping[str, Any]
    claim_id: int | None = None
    version_id: int | None = None
    rule: str = ""
    key: str = ""


def record(practice_id: int, facts: Sequence[NewFact], *, at: datetime) -> set[int]:
    """Store facts and their ties in the caller's transaction; the ids of the claims concerned.

    Calling again with the same facts changes nothing. Statuses are not touched: see ``refresh``.
    """
    require_transaction()
    ids = store(practice_id, facts)
    ties = [
        (ids[fact.file_id, fact.position], fact.claim_id, fact.version_id, fact.rule)
        for fact in facts
        if fact.claim_id is not None
    ]
    rows.insert(
        Match,
        ("practice", "fact", "claim", "version", "rule"),
        [(practice_id, *one) for one in ties],
        on_conflict="(fact_id, claim_id) WHERE withdrawn_at IS NULL DO NOTHING",
    )
    return {claim_id for _, claim_id, _, _ in ties}


def store(practice_id: int, facts: Sequence[NewFact]) -> dict[tuple[int, int], int]:
    """Store facts with their names, without tying them; their ids by (file, position)."""
    if not facts:
        return {}
    rows.insert(
        Fact,
        ("practice", "kind", "file", "position", "occurred_on", "body"),
        [
            (practice_id, fact.kind, fact.file_id, fact.position, fact.occurred_on, dict(fact.body))
            for fact in facts
        ],
        on_conflict="(file_id, position) DO NOTHING",
    )
    stored = Fact.objects.for_practice(practice_id).filter(
        file__in={fact.file_id for fact in facts}, position__in={fact.position for fact in facts}
    )
    ids = {
        (file_id, position): pk
        for pk, file_id, position in stored.values_list("id", "file_id", "position")
    }
    rows.insert(
        Naming,
        ("practice", "fact", "key"),
        [
            (practice_id, ids[fact.file_id, fact.position], fact.key[:80])
            for fact in facts
            if fact.key
        ],
        on_conflict="(fact_id) DO NOTHING",
    )
    return ids


def refresh(practice_id: int, claim_ids: Collection[int], *, at: datetime) -> None:
    """Let these claims' statuses, and the items of their rejections, follow from facts and acts.

    The only writer of a status. Ten queries and an update for each status that comes out,
    however many claims there are.
    """
    require_transaction()
    if not claim_ids:
        return
    claims = Claim.objects.for_practice(practice_id).filter(pk__in=claim_ids)
    current = {
        pk: (encounter_id, payer_id, status)
        for pk, encounter_id, payer_id, status in claims.values_list(
            "id", "encounter_id", "payer_id", "status"
        )
    }
    facts, submissions = _facts(practice_id, current)
    acts = _acts(practice_id, current)
    answered = {current[pk][0] for pk, known in facts.items() if _is_adjudicated(known)}
    by_payer, by_encounter = _open_cents(practice_id, answered)
    changed: defaultdict[str, list[int]] = defaultdict(list)
    rejected: dict[int, int | None] = {}
    for pk, (encounter_id, payer_id, status) in current.items():
        follows = status_of(
            facts[pk],
            acts[pk],
            payer_open_cents=by_payer[encounter_id, f"payer:{payer_id}"],
            open_cents=by_encounter[encounter_id],
        )
        if follows.value != status:
            changed[follows.value].append(pk)
        place = open_rejection(facts[pk], follows)
        rejected[pk] = None if place is None else submissions[place]
    for status, ids in changed.items():
        claims.filter(pk__in=ids).update(status=status)
    follow_rejections(practice_id, rejected, at=at)


def _facts(
    practice_id: int, claim_ids: Collection[int]
) -> tuple[defaultdict[int, list[SentFact | AckFact | AdjudicatedFact]], list[int]]:
    """What is known of each claim, and the submissions' ids by place."""
    facts: defaultdict[int, list[SentFact | AckFact | AdjudicatedFact]] = defaultdict(list)
    places: dict[int | None, int] = {}
    versions: dict[int | None, int] = {}
    sent = Submission.objects.for_practice(practice_id).filter(claim__in=claim_ids)
    for place, (pk, claim_id, version_id, frequency) in enumerate(
        sent.order_by("sent_on", "source_key").values_list(
            "id", "claim_id", "version_id", "version__frequency"
        )
    ):
        places[pk] = place
        version = versions.setdefault(version_id, place)
        facts[claim_id].append(SentFact(version, place, frequency))
    adjudicated = []
    negated: set[str] = set()
    for claim_id, submission_id, version_id, kind, body, key in _said(practice_id, claim_ids):
        if kind == "adjudication":
            adjudicated.append((claim_id, versions.get(version_id), body, key))
            negated.add(body.get("negates", ""))
        elif submission_id in places:
            facts[claim_id].append(AckFact(places[submission_id], ruling_of(kind, body)))
    for claim_id, of_version, body, key in adjudicated:
        if body["status"] != "22":
            facts[claim_id].append(
                AdjudicatedFact(of_version, body["paid_cents"], body["is_denied"], key in negated)
            )
    return facts, [pk for pk in places if pk is not None]


def _said(
    practice_id: int, claim_ids: Collection[int]
) -> Iterator[tuple[int, int | None, int | None, str, dict[str, Any], str]]:
    """(claim, submission, version, kind, body, source key) of what files said of these claims."""
    matches = Match.objects.for_practice(practice_id).filter(
        claim__in=claim_ids, withdrawn_at__isnull=True
    )
    for *columns, sha256, position in matches.values_list(
        "claim_id", "submission_id", "version_id", "fact__kind", "fact__body",
        "fact__file__sha256", "fact__position",
    ):  # fmt: skip
        yield (*columns, f"{sha256[:12]}:{position}")


def _acts(practice_id: int, claim_ids: Collection[int]) -> defaultdict[int, list[str]]:
    acts: defaultdict[int, list[str]] = defaultdict(list)
    rows_ = Act.objects.for_practice(practice_id).filter(claim__in=claim_ids)
    for claim_id, kind in rows_.values_list("claim_id", "kind"):
        acts[claim_id].append(kind)
    return acts


def _is_adjudicated(facts: Collection[SentFact | AckFact | AdjudicatedFact]) -> bool:
    return any(isinstance(fact, AdjudicatedFact) for fact in facts)


def _open_cents(
    practice_id: int, encounter_ids: Collection[int]
) -> tuple[defaultdict[tuple[int, str], int], defaultdict[int, int]]:
    """Receivable cents by (encounter, party), and by encounter over all parties that owe."""
    by_party: defaultdict[tuple[int, str], int] = defaultdict(int)
    by_encounter: defaultdict[int, int] = defaultdict(int)
    if not encounter_ids:
        return by_party, by_encounter
    encounter_of = {
        charge.id: charge.encounter_id
        for charges in charges_of(practice_id, encounter_ids).values()
        for charge in charges
    }
    for (_, party, charge_id), cents in balances(
        practice_id, encounter_of, kind=Kind.RECEIVABLE
    ).items():
        if party is not None:
            by_party[encounter_of[charge_id], party] += cents
    for (encounter_id, _), cents in by_party.items():
        by_encounter[encounter_id] += max(cents, 0)
    return by_party, by_encounter
