"""Write down what files say of claims, and tie it to them.

A fact is stored once for its place in its file and never changed, whatever comes later. It is tied
to claims by rows of their own: here when it names a claim we know (an adjudication), by
``services.tying`` when it names what was sent (an acknowledgement).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mainstay.foundation.db import require_transaction, rows
from mainstay.revenue.claims.models import Fact, Match, Naming


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


def record(practice_id: int, facts: Sequence[NewFact]) -> set[int]:
    """Store facts and their ties in the caller's transaction; the ids of the claims concerned.

    Calling again with the same facts changes nothing. Their statuses are due, see
    ``services.statuses``.
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
    made = rows.insert(
        Fact,
        ("practice", "kind", "file", "position", "occurred_on", "body"),
        [
            (practice_id, fact.kind, fact.file_id, fact.position, fact.occurred_on, dict(fact.body))
            for fact in facts
        ],
        on_conflict="(file_id, position) DO NOTHING",
        returning=("file_id", "position", "id"),
    )
    ids = {(file_id, position): pk for file_id, position, pk in made}
    if len(ids) < len(facts):
        ids |= _stored_before(practice_id, facts)
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


def _stored_before(practice_id: int, facts: Sequence[NewFact]) -> dict[tuple[int, int], int]:
    stored = Fact.objects.for_practice(practice_id).filter(
        file__in={fact.file_id for fact in facts}, position__in={fact.position for fact in facts}
    )
    return {
        (file_id, position): pk
        for pk, file_id, position in stored.values_list("id", "file_id", "position")
    }
