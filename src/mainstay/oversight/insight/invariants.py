"""What must be true of the facts kept ready: they are what the claims and the books say."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Sum

from mainstay.foundation.db.invariants import Invariant
from mainstay.foundation.ledger import Kind, account_totals
from mainstay.oversight.insight.folded import FoldedRows, fold
from mainstay.oversight.insight.models import STILL_OPEN, Item, Stale
from mainstay.oversight.insight.queries.evidence import evidence_of
from mainstay.oversight.insight.services.folding import stored_rows
from mainstay.revenue.charges.models import Encounter

SAMPLE = 500


def _rows_differ(practice_id: int) -> Iterator[str]:
    """Some hundred encounters, spread over all: what is stored against what would be folded now."""
    sample = _sample(practice_id)
    now = FoldedRows(set(), set(), set())
    for encounter in evidence_of(practice_id, sample):
        now.add(fold(encounter))
    stored = stored_rows(practice_id, sample)
    wrong: dict[int, list[str]] = defaultdict(list)
    for kind in ("facts", "items", "bookings"):
        differing = getattr(now, kind) ^ getattr(stored, kind)
        for encounter_id in sorted({row.encounter_id for row in differing}):
            wrong[encounter_id].append(kind)
    keys = dict(Encounter.objects.filter(pk__in=wrong).values_list("id", "source_key"))
    for encounter_id, kinds in sorted(wrong.items()):
        yield f"Encounter {keys[encounter_id]}: {', '.join(kinds)} differ from what is known of it."


def _sample(practice_id: int) -> list[int]:
    """Every n-th encounter, those left out whose facts wait to be folded."""
    encounters = Encounter.objects.for_practice(practice_id)
    step = max(encounters.count() // SAMPLE, 1)
    chosen = list(encounters.order_by("id").values_list("id", flat=True))[::step][:SAMPLE]
    waiting = Stale.objects.for_practice(practice_id).filter(encounter__in=chosen)
    return sorted(set(chosen) - set(waiting.values_list("encounter_id", flat=True)))


def _items_do_not_foot(practice_id: int) -> Iterator[str]:
    """Open items by party against the ledger's receivables; asked only when nothing waits."""
    if Stale.objects.for_practice(practice_id).exists():
        return
    items: dict[str, int] = defaultdict(int)
    open_now = Item.objects.for_practice(practice_id).filter(until_on=STILL_OPEN)
    for kind, party_id, cents in (
        open_now.values_list("party_kind", "party_id").annotate(total=Sum("cents")).order_by()
    ):
        items[f"{kind}:{party_id}"] += cents
    ledger = {
        party: cents
        for (_, party), cents in account_totals(practice_id, kind=Kind.RECEIVABLE).items()
        if party is not None
    }
    for party in sorted({*items, *ledger}):
        if items.get(party, 0) != ledger.get(party, 0):
            yield (
                f"{party}: open items add up to {items.get(party, 0)} cents, the ledger's "
                f"receivable is {ledger.get(party, 0)}."
            )


INVARIANTS = (
    Invariant("I001", "Figures are made of what claims and books say (a sample)", _rows_differ),
    Invariant("I002", "Open items add up to the ledger's receivables", _items_do_not_foot),
)
