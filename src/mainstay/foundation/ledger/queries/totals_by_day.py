"""How some accounts moved, day by day of the books."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import Sum

from mainstay.foundation.ledger.accounts import join_party
from mainstay.foundation.ledger.kinds import Kind
from mainstay.foundation.ledger.models import Account, Entry

DayTotals = dict[tuple[Kind, str | None], dict[date, int]]


def totals_by_day(practice_id: int, kinds: Collection[str], *, after: date = date.min) -> DayTotals:
    """Cents, debit less credit, that each account of these kinds moved on each date of the books.

    Only dates ``after`` the one given. Cost: reads every entry since then twice; for background
    work, not for a page.
    """
    accounts = {
        pk: (Kind(kind), join_party(party_kind, party_id))
        for pk, kind, party_kind, party_id in Account.objects.for_practice(practice_id)
        .filter(kind__in=kinds)
        .values_list("id", "kind", "party_kind", "party_id")
    }
    totals: defaultdict[tuple[Kind, str | None], defaultdict[date, int]] = defaultdict(
        lambda: defaultdict(int)
    )
    for side, sign in (("debit", 1), ("credit", -1)):
        moved = (
            Entry.objects.for_practice(practice_id)
            .filter(**{f"{side}__kind__in": kinds}, posting__effective_on__gt=after)
            .values_list(f"{side}_id", "posting__effective_on")
            .annotate(total=Sum("cents"))
            .order_by()
        )
        for account_id, effective_on, total in moved.iterator():
            totals[accounts[account_id]][effective_on] += sign * total
    return {account: dict(days) for account, days in totals.items()}
