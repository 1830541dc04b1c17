"""Write down what files say of claims, tie it to them, and let their status follow.

A fact is stored once for its place in its file. It is tied to claims by rows of their own, so it can
wait for a claim that is not known yet; it is never changed, whatever comes later.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mainstay.foundation.db import require_transaction, rows
from mainstay.foundation.ledger.queries import balances
from mainstay.revenue.charges.queries import charges_of
from mainstay.revenue.claims.models import Act, Claim, Fact, Match, Submission, Waiting
from mainstay.revenue.claims.rulings import ruling_of
from mainstay.revenue.claims.states import (
    AckFact,
    AdjudicatedFact,
    SentFact,
    status_of,
)


@dataclass(frozen=True, slots=True)
class NewFact:
    """A statement of a file, and what it is about if that is known.

    ``position`` is the segment ordinal in the file. About one claim: ``claim_id`` (and
    ``version_id``); about what was sent: ``submission_ids``. ``waiting_key`` is under which name it
    waits when neither is known. The body of an adjudication holds ``status`` (CLP02),
    ``paid_cents``, ``is_denied`` and, of a reversal, ``negates`` (source key of the original CLP).
    """

    kind: str
    file_id: int
    position: int
    occurred_on: date | None
    body: Mapping[str, Any]
    claim_id: int | None = None
    version_id: int | None = None
    rule: str = ""
    submission_ids: tuple[int, ...] = ()
    waiting_key: str = ""


def record(practice_id: int, facts: Sequence[NewFact], *, at: datetime) -> set[int]:
    """Store facts and their ties in the caller's transaction; the ids of the claims concerned.

    Calling again with the same facts changes nothing. Statuses are not touched: see ``refresh``.
    """
    require_transaction()
    if not facts:
        return set()
    rows.insert(
        Fact,
        ("practice", "kind", "file", "position", "occurred_on", "body"),
        [
            (practice_id, fact.kind, fact.file_id, fact.position, fact.occurred_on, dict(fact.body))
            for fact in facts
        ],
        on_conflict="(file_id, position) DO NOTHING",
    )
    ids = _fact_ids(practice_id, facts)
    _wait(practice_id, facts, ids)
    return tie(practice_id, [(ids[fact.file_id, fact.position], fact) for fact in facts])


def _fact_ids(practice_id: int, facts: Sequence[NewFact]) -> dict[tuple[int, int], int]:
    stored = Fact.objects.for_practice(practice_id).filter(
        file__in={fact.file_id for fact in facts}, position__in={fact.position for fact in facts}
    )
    return {
        (file_id, position): pk
        for pk, file_id, position in stored.values_list("id", "file_id", "position")
    }


def _wait(practice_id: int, facts: Iterable[NewFact], ids: Mapping[tuple[int, int], int]) -> None:
    rows.insert(
        Waiting,
        ("practice", "fact", "key"),
        [
            (practice_id, ids[fact.file_id, fact.position], fact.waiting_key)
            for fact in facts
            if fact.waiting_key and not fact.submission_ids and fact.claim_id is None
        ],
        on_conflict="(fact_id) DO NOTHING",
    )


def tie(practice_id: int, facts: Iterable[tuple[int, NewFact]]) -> set[int]:
    """Tie stored facts (by id) to what they are about; the ids of the claims concerned."""
    require_transaction()
    known = list(facts)
    sent = _submissions(practice_id, {pk for _, fact in known for pk in fact.submission_ids})
    ties: list[tuple[int, int, int | None, int | None, str]] = []
    for fact_id, fact in known:
        if fact.claim_id is not None:
            ties.append((fact_id, fact.claim_id, fact.version_id, None, fact.rule))
        for submission_id in fact.submission_ids:
            claim_id, version_id = sent[submission_id]
            ties.append((fact_id, claim_id, version_id, submission_id, fact.rule))
    rows.insert(
        Match,
        ("practice", "fact", "claim", "version", "submission", "rule"),
        [(practice_id, *one) for one in ties],
        on_conflict="(fact_id, claim_id) WHERE withdrawn_at IS NULL DO NOTHING",
    )
    return {claim_id for _, claim_id, *_ in ties}


def _submissions(practice_id: int, ids: Collection[int]) -> dict[int, tuple[int, int]]:
    if not ids:
        return {}
    found = Submission.objects.for_practice(practice_id).filter(pk__in=ids)
    return {
        pk: (claim_id, version_id)
        for pk, claim_id, version_id in found.values_list("id", "claim_id", "version_id")
    }


def refresh(practice_id: int, claim_ids: Collection[int]) -> None:
    """Let the statuses of these claims follow from their facts and acts. The only writer of them.

    Six queries and an update for each status that comes out, however many claims there are.
    """
    require_transaction()
    claims = Claim.objects.for_practice(practice_id).filter(pk__in=claim_ids)
    current = {
        pk: (encounter_id, payer_id, status)
        for pk, encounter_id, payer_id, status in claims.values_list(
            "id", "encounter_id", "payer_id", "status"
        )
    }
    facts = _facts(practice_id, current)
    acts = _acts(practice_id, current)
    by_payer, by_encounter = _open_cents(practice_id, {e for e, _, _ in current.values()})
    changed: defaultdict[str, list[int]] = defaultdict(list)
    for pk, (encounter_id, payer_id, status) in current.items():
        follows = status_of(
            facts[pk],
            acts[pk],
            payer_open_cents=by_payer[encounter_id, f"payer:{payer_id}"],
            open_cents=by_encounter[encounter_id],
        )
        if follows.value != status:
            changed[follows.value].append(pk)
    for status, ids in changed.items():
        claims.filter(pk__in=ids).update(status=status)


def _facts(
    practice_id: int, claim_ids: Collection[int]
) -> defaultdict[int, list[SentFact | AckFact | AdjudicatedFact]]:
    facts: defaultdict[int, list[SentFact | AckFact | AdjudicatedFact]] = defaultdict(list)
    places: dict[int, int] = {}
    sent = Submission.objects.for_practice(practice_id).filter(claim__in=claim_ids)
    for place, (pk, claim_id, version, frequency) in enumerate(
        sent.order_by("sent_on", "source_key").values_list(
            "id", "claim_id", "version__number", "version__frequency"
        )
    ):
        places[pk] = place
        facts[claim_id].append(SentFact(version, place, frequency))
    said = (
        Match.objects.for_practice(practice_id)
        .filter(claim__in=claim_ids, withdrawn_at__isnull=True)
        .values_list(
            "claim_id", "submission_id", "version__number", "fact__kind", "fact__body",
            "fact__file__sha256", "fact__position",
        )
    )  # fmt: skip
    adjudicated = []
    negated: set[str] = set()
    for claim_id, submission_id, version, kind, body, sha256, position in said:
        if kind == "adjudication":
            adjudicated.append((claim_id, version or 0, body, f"{sha256[:12]}:{position}"))
            negated.add(body.get("negates", ""))
        else:
            place = places.get(submission_id, -1)
            facts[claim_id].append(AckFact(place, ruling_of(kind, body)))
    for claim_id, version, body, key in adjudicated:
        if body["status"] != "22":
            facts[claim_id].append(
                AdjudicatedFact(version, body["paid_cents"], body["is_denied"], key in negated)
            )
    return facts


def _acts(practice_id: int, claim_ids: Collection[int]) -> defaultdict[int, list[str]]:
    acts: defaultdict[int, list[str]] = defaultdict(list)
    rows_ = Act.objects.for_practice(practice_id).filter(claim__in=claim_ids)
    for claim_id, kind in rows_.values_list("claim_id", "kind"):
        acts[claim_id].append(kind)
    return acts


def _open_cents(
    practice_id: int, encounter_ids: Collection[int]
) -> tuple[defaultdict[tuple[int, str], int], defaultdict[int, int]]:
    """Receivable cents by (encounter, party), and by encounter over all parties that owe."""
    encounter_of = {
        charge.id: charge.encounter_id
        for charges in charges_of(practice_id, encounter_ids).values()
        for charge in charges
    }
    by_party: defaultdict[tuple[int, str], int] = defaultdict(int)
    for (kind, party, charge_id), cents in balances(practice_id, encounter_of).items():
        if kind == "receivable" and party is not None:
            by_party[encounter_of[charge_id], party] += cents
    by_encounter: defaultdict[int, int] = defaultdict(int)
    for (encounter_id, _), cents in by_party.items():
        by_encounter[encounter_id] += max(cents, 0)
    return by_party, by_encounter
