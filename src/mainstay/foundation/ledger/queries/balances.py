"""What stands open: by charge, and by account."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Sum

from mainstay.foundation.db.reads import Rows, written_once
from mainstay.foundation.ledger.accounts import join_party
from mainstay.foundation.ledger.kinds import Kind
from mainstay.foundation.ledger.models import Account, Balance
from mainstay.foundation.ledger.queries.movements import movements

AT_ONCE = 5_000


def balances(
    practice_id: int, charge_ids: Iterable[int], *, kind: str | None = None
) -> dict[tuple[Kind, str | None, int], int]:
    """Cents, debit less credit, by (kind, party, charge) of these charges; zeros are left out.

    Cost: one query for each 5,000 charges where receivables are asked for, which the cache of
    balances serves; two otherwise, and a sum over the entries.
    """
    wanted = sorted(set(charge_ids))
    found: dict[tuple[Kind, str | None, int], int] = {}
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        found |= _owed(practice_id, some) if kind == Kind.RECEIVABLE else _sums(practice_id, some)
    return {key: cents for key, cents in found.items() if cents and kind in {None, key[0]}}


def _owed(practice_id: int, charge_ids: list[int]) -> dict[tuple[Kind, str | None, int], int]:
    return {
        (Kind.RECEIVABLE, join_party(*party), charge_id): cents
        for *party, charge_id, cents in _receivables(practice_id, charge_ids)
    }


def _sums(practice_id: int, charge_ids: list[int]) -> dict[tuple[Kind, str | None, int], int]:
    sums: defaultdict[tuple[Kind, str | None, int], int] = defaultdict(int)
    for move in movements(practice_id, charge_ids):
        for side, cents in ((move.debit, move.cents), (move.credit, -move.cents)):
            party = join_party(side.party_kind, side.party_id)
            sums[Kind(side.kind), party, move.charge_id] += cents
    return sums


@written_once
def _receivables(practice_id: int, charge_ids: Collection[int]) -> Rows:
    owed = Balance.objects.for_practice(practice_id).filter(charge_id__in=charge_ids)
    return owed.filter(account__kind=Kind.RECEIVABLE.value).values_list(
        "account__party_kind", "account__party_id", "charge_id", "cents"
    )


def account_totals(
    practice_id: int, *, kind: str | None = None
) -> dict[tuple[Kind, str | None], int]:
    """Cents, debit less credit, of each account over all charges; zeros are left out."""
    accounts = Account.objects.for_practice(practice_id)
    if kind is not None:
        accounts = accounts.filter(kind=kind)
    names = {
        pk: (Kind(account_kind), join_party(party_kind, party_id))
        for pk, account_kind, party_kind, party_id in accounts.values_list(
            "id", "kind", "party_kind", "party_id"
        )
    }
    totals = Balance.objects.for_practice(practice_id).values_list("account_id")
    if kind is not None:
        totals = totals.filter(account__in=list(names))
    return {
        names[account_id]: total
        for account_id, total in totals.annotate(total=Sum("cents"))
        if total
    }
