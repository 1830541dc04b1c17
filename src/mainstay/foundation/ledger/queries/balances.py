"""What stands open: by charge, and by account."""

from collections.abc import Collection, Iterable

from django.db.models import Sum

from mainstay.foundation.db.reads import Rows, written_once
from mainstay.foundation.ledger.accounts import join_party
from mainstay.foundation.ledger.kinds import Kind
from mainstay.foundation.ledger.models import Account, Balance

AT_ONCE = 5_000


def balances(
    practice_id: int, charge_ids: Iterable[int], *, kind: str | None = None
) -> dict[tuple[Kind, str | None, int], int]:
    """Cents, debit less credit, by (kind, party, charge) of these charges; zeros are left out.

    Cost: one query for each 5,000 charges, served by the cache of balances.
    """
    wanted = sorted(set(charge_ids))
    found: dict[tuple[Kind, str | None, int], int] = {}
    for start in range(0, len(wanted), AT_ONCE):
        kinds = [one.value for one in Kind] if kind is None else [kind]
        for account_kind, party_kind, party_id, charge_id, cents in _not_zero(
            practice_id, wanted[start : start + AT_ONCE], kinds
        ):
            found[Kind(account_kind), join_party(party_kind, party_id), charge_id] = cents
    return found


@written_once
def _not_zero(practice_id: int, charge_ids: Collection[int], kinds: Collection[str]) -> Rows:
    balances_ = Balance.objects.for_practice(practice_id).filter(charge_id__in=charge_ids)
    return (
        balances_.exclude(cents=0)
        .filter(account__kind__in=kinds)
        .values_list(
            "account__kind", "account__party_kind", "account__party_id", "charge_id", "cents"
        )
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
