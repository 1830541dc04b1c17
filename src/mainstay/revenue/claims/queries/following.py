"""What follows for claims from all that is known of them: the status, and a standing rejection."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from mainstay.foundation.db.reads import Rows, written_once
from mainstay.foundation.ledger import Kind, balances
from mainstay.revenue.charges.queries import charges_of
from mainstay.revenue.claims.models import Act, Claim, Match, Submission
from mainstay.revenue.claims.rulings import ruling_of
from mainstay.revenue.claims.states import (
    AckFact,
    AdjudicatedFact,
    SentFact,
    Status,
    open_rejection,
    status_of,
)


@dataclass(frozen=True, slots=True)
class Following:
    """A claim's stored status, the one that follows, and the submission whose rejection stands."""

    stored: str
    status: Status
    rejected_submission_id: int | None


@written_once
def claims_of_encounters(practice_id: int, encounter_ids: Collection[int]) -> Rows:
    """The ids of all claims that bill these encounters."""
    claims = Claim.objects.for_practice(practice_id).filter(encounter__in=encounter_ids)
    return claims.values_list("id", flat=True)


def what_follows(practice_id: int, claim_ids: Collection[int]) -> dict[int, Following]:
    """What follows for these claims. Six queries, however many they are."""
    current = {
        pk: (encounter_id, payer_id, status)
        for pk, encounter_id, payer_id, status in _current(practice_id, claim_ids)
    }
    facts, submissions = _facts(practice_id, current)
    acts = _acts(practice_id, current)
    answered = {current[pk][0] for pk, known in facts.items() if _is_adjudicated(known)}
    by_payer, by_encounter = _open_cents(practice_id, answered)
    following = {}
    for pk, (encounter_id, payer_id, stored) in current.items():
        status = status_of(
            facts[pk],
            acts[pk],
            payer_open_cents=by_payer[encounter_id, f"payer:{payer_id}"],
            open_cents=by_encounter[encounter_id],
        )
        place = open_rejection(facts[pk], status)
        following[pk] = Following(stored, status, None if place is None else submissions[place])
    return following


def _facts(
    practice_id: int, claim_ids: Collection[int]
) -> tuple[defaultdict[int, list[SentFact | AckFact | AdjudicatedFact]], list[int]]:
    """What is known of each claim, and the submissions' ids by place."""
    facts: defaultdict[int, list[SentFact | AckFact | AdjudicatedFact]] = defaultdict(list)
    places: dict[int | None, int] = {}
    versions: dict[int | None, int] = {}
    for place, (pk, claim_id, version_id, frequency) in enumerate(_sent(practice_id, claim_ids)):
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
    for *columns, sha256, position in _matches(practice_id, claim_ids):
        yield (*columns, f"{sha256[:12]}:{position}")


def _acts(practice_id: int, claim_ids: Collection[int]) -> defaultdict[int, list[str]]:
    acts: defaultdict[int, list[str]] = defaultdict(list)
    for claim_id, kind in _done(practice_id, claim_ids):
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


@written_once
def _current(practice_id: int, claim_ids: Collection[int]) -> Rows:
    claims = Claim.objects.for_practice(practice_id).filter(pk__in=claim_ids)
    return claims.values_list("id", "encounter_id", "payer_id", "status")


@written_once
def _sent(practice_id: int, claim_ids: Collection[int]) -> Rows:
    sent = Submission.objects.for_practice(practice_id).filter(claim__in=claim_ids)
    return sent.order_by("sent_on", "source_key").values_list(
        "id", "claim_id", "version_id", "version__frequency"
    )


@written_once
def _matches(practice_id: int, claim_ids: Collection[int]) -> Rows:
    matches = Match.objects.for_practice(practice_id).filter(
        claim__in=claim_ids, withdrawn_at__isnull=True
    )
    return matches.values_list(
        "claim_id", "submission_id", "version_id", "fact__kind", "fact__body",
        "fact__file__sha256", "fact__position",
    )  # fmt: skip


@written_once
def _done(practice_id: int, claim_ids: Collection[int]) -> Rows:
    acts = Act.objects.for_practice(practice_id).filter(claim__in=claim_ids)
    return acts.values_list("claim_id", "kind")
