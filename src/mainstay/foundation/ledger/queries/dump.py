"""The whole ledger by business keys: the same files give the same dump, whatever was killed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby, islice
from operator import attrgetter
from typing import Any

from mainstay.foundation.ledger.models import Entry, Posting

ChargeKeys = Callable[[Iterable[int]], Mapping[int, str]]
PartyKeys = Callable[[Iterable[tuple[str, int]]], Mapping[tuple[str, int], str]]
AT_ONCE = 2_000


def dump(
    practice_id: int, *, charge_keys: ChargeKeys, party_keys: PartyKeys
) -> Iterator[dict[str, Any]]:
    """Each posting with its entries, ordered by key: no database ids, no clock times.

    ``charge_keys`` and ``party_keys`` tell the business keys of charges and of
    ("payer" | "patient", id); the ledger itself knows only their ids.
    """
    postings = (
        Posting.objects.for_practice(practice_id)
        .select_related("reverses")
        .order_by("idempotency_key")
        .iterator(chunk_size=AT_ONCE)
    )
    while part := list(islice(postings, AT_ONCE)):
        yield from _told(practice_id, part, charge_keys, party_keys)


def _told(
    practice_id: int, postings: list[Posting], charge_keys: ChargeKeys, party_keys: PartyKeys
) -> Iterator[dict[str, Any]]:
    entries = list(
        Entry.objects.for_practice(practice_id)
        .filter(posting__in=[posting.pk for posting in postings])
        .select_related("debit", "credit")
        .order_by("posting_id")
    )
    charges = charge_keys({e.charge_id for e in entries if e.charge_id is not None})
    parties = party_keys(
        {(a.party_kind, a.party_id) for e in entries for a in (e.debit, e.credit) if a.party_kind}
    )

    def told(entry: Entry) -> list[Any]:
        names = [
            f"{a.kind}:{parties[a.party_kind, a.party_id]}" if a.party_kind else a.kind
            for a in (entry.debit, entry.credit)
        ]
        charge = None if entry.charge_id is None else charges[entry.charge_id]
        return [*names, entry.cents, charge, entry.reason]

    by_posting = {
        posting_id: sorted(map(told, group), key=repr)
        for posting_id, group in groupby(entries, key=attrgetter("posting_id"))
    }
    for posting in postings:
        yield {
            "key": posting.idempotency_key,
            "kind": posting.kind,
            "source": posting.source,
            "occurred_on": posting.occurred_on.isoformat(),
            "effective_on": posting.effective_on.isoformat(),
            "reverses": posting.reverses.idempotency_key if posting.reverses else None,
            "entries": by_posting.get(posting.pk, []),
        }
