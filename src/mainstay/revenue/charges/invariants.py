"""Promises about stored charges."""

from collections.abc import Iterator

from mainstay.foundation.db.invariants import Invariant
from mainstay.foundation.ledger import Kind, balances
from mainstay.revenue.charges.models import Charge

AT_ONCE = 2_000


def _not_in_the_books(practice_id: int) -> Iterator[str]:
    last = 0
    rows = Charge.objects.for_practice(practice_id).order_by("id")
    columns = ("id", "source_key", "cents", "is_void")
    while part := list(rows.filter(pk__gt=last).values_list(*columns)[:AT_ONCE]):
        booked = balances(practice_id, [pk for pk, *_ in part], kind=Kind.CHARGES)
        for pk, source_key, cents, is_void in part:
            stands, should = -booked.get((Kind.CHARGES, None, pk), 0), 0 if is_void else cents
            if stands != should:
                yield (
                    f"Charge {source_key} stands at {stands:,} cents in the books and should"
                    f" stand at {should:,}."
                )
        last = part[-1][0]


INVARIANTS = (
    Invariant("H001", "Every charge stands in the books at its price", _not_in_the_books),
)
