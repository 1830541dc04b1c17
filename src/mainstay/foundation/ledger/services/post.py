"""Record money events, each once, in bulk."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from mainstay.foundation.db import require_transaction, rows
from mainstay.foundation.db.reads import Rows, written_once
from mainstay.foundation.ledger.accounts import Account, split_party
from mainstay.foundation.ledger.errors import KeyReused
from mainstay.foundation.ledger.kinds import Kind
from mainstay.foundation.ledger.models import Account as AccountRow
from mainstay.foundation.ledger.models import Balance, Entry, Posting
from mainstay.foundation.ledger.postings import Move, NewPosting, Posted
from mainstay.foundation.ledger.services.closing import first_open_day


def post(
    practice_id: int, posting: NewPosting, *, at: datetime, actor_id: int | None = None
) -> bool:
    """Record one event; whether it was new. See ``post_many``."""
    return posting.key in post_many(practice_id, [posting], at=at, actor_id=actor_id)


def post_many(
    practice_id: int,
    postings: Iterable[NewPosting],
    *,
    at: datetime,
    actor_id: int | None = None,
) -> Posted:
    """Record events inside the caller's transaction, so that they commit with what caused them.

    The insert decides: a key that is already there is skipped whole. Zero moves are dropped and
    what moves nothing has no posting. Balances are brought up in the same transaction. What would
    fall into closed books is effective on their first open day.

    Raises:
        TransactionRequired: the caller opened none.
        KeyReused: a key already names an event of another kind; nothing is to be kept.
        ValueError: an account of another practice, or a receivable's move without its charge.
    """
    require_transaction()
    moving: dict[str, tuple[NewPosting, list[Move]]] = {}
    for posting in postings:
        if moves := _moves_of(practice_id, posting):
            moving.setdefault(posting.key, (posting, moves))
    if not moving:
        return Posted({}, 0)
    ids = _insert_postings(practice_id, [p for p, _ in moving.values()], at, actor_id)
    if len(ids) < len(moving):
        _refuse_reuse(practice_id, [p for key, (p, _) in moving.items() if key not in ids])
    fresh = [(ids[key], move) for key, (_, moves) in moving.items() if key in ids for move in moves]
    _insert_entries(practice_id, fresh)
    return Posted(ids, len(fresh))


def _moves_of(practice_id: int, posting: NewPosting) -> list[Move]:
    """The posting's moves with positive cents, checked."""
    moves = []
    for move in posting.moves:
        if move.cents == 0:
            continue
        if move.debit.practice_id != practice_id or move.credit.practice_id != practice_id:
            raise ValueError(f"{posting.key} names an account of another practice.")
        if move.charge_id is None and Kind.RECEIVABLE in (move.debit.kind, move.credit.kind):
            raise ValueError(f"{posting.key} moves a receivable without naming its charge.")
        moves.append(
            move
            if move.cents > 0
            else Move(move.credit, move.debit, -move.cents, move.charge_id, move.reason)
        )
    return moves


def _insert_postings(
    practice_id: int, postings: Sequence[NewPosting], at: datetime, actor_id: int | None
) -> dict[str, int]:
    """Ids by key of the postings that were new."""
    first_open_on = first_open_day(practice_id)
    return dict(
        rows.insert(
            Posting,
            (
                "practice",
                "idempotency_key",
                "kind",
                "source",
                "occurred_on",
                "effective_on",
                "recorded_at",
                "actor_id",
                "reverses",
            ),
            [
                (
                    practice_id,
                    posting.key,
                    posting.kind,
                    posting.source,
                    posting.occurred_on,
                    max(posting.effective_on, first_open_on),
                    at,
                    actor_id,
                    posting.reverses,
                )
                for posting in postings
            ],
            on_conflict="(practice_id, idempotency_key) DO NOTHING",
            returning=("idempotency_key", "id"),
        )
    )


def _refuse_reuse(practice_id: int, skipped: Sequence[NewPosting]) -> None:
    """Fail if a key that was already there names an event of another kind."""
    recorded = dict(
        Posting.objects.for_practice(practice_id)
        .filter(idempotency_key__in=[posting.key for posting in skipped])
        .values_list("idempotency_key", "kind")
    )
    for posting in skipped:
        if recorded[posting.key] != posting.kind:
            raise KeyReused(posting.key, recorded[posting.key], posting.kind)


def _insert_entries(practice_id: int, fresh: Sequence[tuple[int, Move]]) -> None:
    ids = _account_ids(practice_id, {a for _, move in fresh for a in (move.debit, move.credit)})
    rows.insert(
        Entry,
        ("practice", "posting", "debit", "credit", "cents", "charge_id", "reason"),
        [
            (
                practice_id,
                posting_id,
                ids[move.debit],
                ids[move.credit],
                move.cents,
                move.charge_id,
                move.reason,
            )
            for posting_id, move in fresh
        ],
    )
    _raise_balances(practice_id, ids, [move for _, move in fresh])


def _account_ids(practice_id: int, accounts: set[Account]) -> dict[Account, int]:
    """Ids of accounts by name; the rows that are not there yet are made."""
    found = _stored_accounts(practice_id, accounts)
    if absent := sorted(accounts - found.keys(), key=str):
        rows.insert(
            AccountRow,
            ("practice", "kind", "party_kind", "party_id"),
            [(practice_id, name.kind.value, *split_party(name.party)) for name in absent],
            on_conflict="(practice_id, kind, party_kind, party_id) DO NOTHING",
        )
        found |= _stored_accounts(practice_id, set(absent))
    return found


def _stored_accounts(practice_id: int, accounts: set[Account]) -> dict[Account, int]:
    by_columns = {(name.kind.value, *split_party(name.party)): name for name in accounts}
    kinds = {kind for kind, _, _ in by_columns}
    party_ids = {party_id for _, _, party_id in by_columns}
    return {
        by_columns[key]: account_id
        for *columns, account_id in _accounts(practice_id, kinds, party_ids)
        if (key := tuple(columns)) in by_columns
    }


@written_once
def _accounts(practice_id: int, kinds: Collection[str], party_ids: Collection[int]) -> Rows:
    accounts = AccountRow.objects.for_practice(practice_id)
    return accounts.filter(kind__in=kinds, party_id__in=party_ids).values_list(
        "kind", "party_kind", "party_id", "id"
    )


def _raise_balances(practice_id: int, ids: Mapping[Account, int], moves: Iterable[Move]) -> None:
    """Add the moves to the cached balances, in key order so that two workers cannot deadlock.

    Only what somebody owes is asked for by charge, so only receivables are kept so finely.
    """
    change: defaultdict[tuple[int, int], int] = defaultdict(int)
    for move in moves:
        for side, cents in ((move.debit, move.cents), (move.credit, -move.cents)):
            charge_id = move.charge_id if side.kind is Kind.RECEIVABLE else None
            change[ids[side], charge_id or 0] += cents
    rows.insert(
        Balance,
        ("practice", "account", "charge_id", "cents"),
        [(practice_id, *key, cents) for key, cents in sorted(change.items())],
        on_conflict="(account_id, charge_id) DO UPDATE SET "
        "cents = ledger_balance.cents + excluded.cents",
    )
