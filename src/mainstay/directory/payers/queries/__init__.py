"""The questions about payers."""

from mainstay.directory.payers.models import MergeProposal, Payer
from mainstay.foundation.tenancy.identifying import merges


def names(practice_id: int, payer_ids: set[int] | None = None) -> dict[int, str]:
    """Payers' names by id; all of the practice's when ``payer_ids`` is None."""
    rows = Payer.objects.for_practice(practice_id)
    if payer_ids is not None:
        rows = rows.filter(pk__in=payer_ids)
    return dict(rows.order_by("name").values_list("id", "name"))


def open_proposals(practice_id: int) -> list[MergeProposal]:
    """Pairs of payers that may be one and that nobody decided on yet, oldest first."""
    rows = MergeProposal.objects.for_practice(practice_id).filter(state="open")
    return list(rows.select_related("left", "right").order_by("id"))


def merged(practice_id: int) -> dict[int, int]:
    """For each merged payer the one that stands for it now. One query."""
    return merges(practice_id, Payer)
