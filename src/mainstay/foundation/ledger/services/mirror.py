"""Undo postings by their mirror images; the originals stay as they were."""

from collections.abc import Mapping
from datetime import date, datetime

from mainstay.foundation.db import require_transaction
from mainstay.foundation.ledger.errors import AlreadyReversed, UnknownPosting
from mainstay.foundation.ledger.postings import Move, NewPosting, Posted
from mainstay.foundation.ledger.queries.entries import (
    PostingRow,
    entries_of_postings,
    postings_by_key,
)
from mainstay.foundation.ledger.services.post import post_many


def mirror(
    practice_id: int,
    new_keys: Mapping[str, str],
    *,
    kind: str,
    source: str,
    occurred_on: date,
    effective_on: date,
    at: datetime,
    actor_id: int | None = None,
) -> Posted:
    """Reverse postings: ``new_keys`` gives, for each posting's key, the key of its reversal.

    Reversing again under the same new key changes nothing. A reversal never stands in the books
    before its original: the later of the two effective dates counts.

    Raises:
        UnknownPosting: nothing is recorded under a key.
        AlreadyReversed: a posting has a reversal under another key; reverse that one instead.
    """
    require_transaction()
    originals = postings_by_key(practice_id, new_keys)
    for key, new_key in new_keys.items():
        if key not in originals:
            raise UnknownPosting(key)
        reversed_by = originals[key].reversed_by
        if reversed_by not in (None, new_key):
            raise AlreadyReversed(key, reversed_by)
    moves = _mirrored_moves(practice_id, originals)
    return post_many(
        practice_id,
        [
            NewPosting(
                key=new_key,
                kind=kind,
                source=source,
                occurred_on=occurred_on,
                effective_on=max(effective_on, originals[key].effective_on),
                moves=moves[key],
                reverses=originals[key].id,
            )
            for key, new_key in new_keys.items()
        ],
        at=at,
        actor_id=actor_id,
    )


def _mirrored_moves(practice_id: int, originals: Mapping[str, PostingRow]) -> dict[str, list[Move]]:
    moves: dict[str, list[Move]] = {key: [] for key in originals}
    for entry in entries_of_postings(practice_id, originals):
        moves[entry.posting_key].append(
            Move(entry.credit, entry.debit, entry.cents, entry.charge_id, entry.reason)
        )
    return moves
