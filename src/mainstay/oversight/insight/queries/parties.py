"""Payers as the pages name them: merged ones under the name of the one they were merged into."""

from dataclasses import dataclass

from mainstay.directory.payers.models import Payer


@dataclass(frozen=True, slots=True)
class PayerName:
    """A payer of today, with the ids of all that were merged into it (its own first)."""

    public_id: str
    name: str
    ids: tuple[int, ...]


def payers_by_id(practice_id: int) -> dict[int, PayerName]:
    """Each payer id, also a merged one's, with the payer it is today. Cost: one query."""
    rows = {
        pk: (merged_into, str(public_id), name)
        for pk, merged_into, public_id, name in Payer.objects.for_practice(practice_id)
        .order_by("id")
        .values_list("id", "merged_into_id", "public_id", "name")
    }
    members: dict[int, list[int]] = {}
    for pk in rows:
        members.setdefault(_today(pk, {k: row[0] for k, row in rows.items()}), []).append(pk)
    named: dict[int, PayerName] = {}
    for root, ids in members.items():
        _, public_id, name = rows[root]
        payer = PayerName(public_id, name, tuple(sorted(ids, key=lambda pk: (pk != root, pk))))
        named.update(dict.fromkeys(ids, payer))
    return named


def _today(pk: int, merged_into: dict[int, int | None]) -> int:
    seen = {pk}
    while (into := merged_into.get(pk)) is not None and into not in seen:
        seen.add(into)
        pk = into
    return pk
