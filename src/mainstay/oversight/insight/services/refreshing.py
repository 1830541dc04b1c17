"""Bring facts, open items and months up to date; the background job of insight."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from mainstay.foundation.db import atomic, retrying, rows
from mainstay.foundation.tenancy.models import Practice
from mainstay.oversight.insight.models import Month
from mainstay.oversight.insight.months import as_of_day, month_of, shifted, span
from mainstay.oversight.insight.queries.aging import Aging, BookTotals, book_totals
from mainstay.oversight.insight.queries.collections import patients_visible
from mainstay.oversight.insight.queries.history import days_with_facts
from mainstay.oversight.insight.services.computing import ComputedMonth, compute_months
from mainstay.oversight.insight.services.folding import fold_stale

MONTHS_KEPT = 120


def refresh(
    practice_id: int, *, at: datetime, progress: Callable[[int], None] | None = None
) -> None:
    """Fold what changed, then compute each month that may look different for it.

    Safe to repeat and to kill: what is left undone stays marked. ``progress`` is told how many
    encounters are folded so far.
    """
    folded = fold_stale(practice_id, progress=progress)
    today = practice_date(practice_id, at)
    due = months_due(practice_id, today)
    if folded or due:
        totals = book_totals(practice_id)
        for computed in compute_months(practice_id, due, totals, today=today):
            _keep(practice_id, computed, at)
        _bring_totals_up_to_date(practice_id, totals)


def practice_date(practice_id: int, at: datetime) -> date:
    """The calendar date in the practice's zone."""
    zone = Practice.objects.values_list("zone", flat=True).get(pk=practice_id)
    return at.astimezone(ZoneInfo(zone)).date()


def months_due(practice_id: int, today: date) -> list[date]:
    """The months of the history that are missing, stale, or looked at from another day or basis.

    At most the newest ten years: dates before that are strays in a file.
    """
    history = days_with_facts(practice_id, until=today)
    if history is None:
        return []
    newest = month_of(history.last_on)
    oldest = max(month_of(history.first_on), shifted(newest, 1 - MONTHS_KEPT))
    stored = {
        month: (as_of, is_stale, is_visible)
        for month, as_of, is_stale, is_visible in Month.objects.for_practice(
            practice_id
        ).values_list("month", "as_of", "is_stale", "aging__patients_visible")
    }
    is_visible = patients_visible(practice_id)
    return [
        month
        for month in span(oldest, newest)
        if stored.get(month) != (as_of_day(month, today), False, is_visible)
    ]


def _bring_totals_up_to_date(practice_id: int, totals: BookTotals) -> None:
    """Money parked, placed or taken back belongs to no encounter, so no month is stale for it."""
    for month in Month.objects.for_practice(practice_id).only("aging"):
        aging = Aging.from_json(month.aging)
        totals.add_to(aging)
        if aging.to_json() != month.aging:
            Month.objects.filter(pk=month.pk).update(aging=aging.to_json())


@retrying
def _keep(practice_id: int, computed: ComputedMonth, at: datetime) -> None:
    with atomic():
        rows.insert(
            Month,
            ("practice", "month", "as_of", "figures", "aging", "computed_at", "is_stale"),
            [
                (
                    practice_id,
                    computed.month,
                    computed.as_of,
                    [figure.to_json() for figure in computed.figures],
                    computed.aging.to_json(),
                    at,
                    False,
                )
            ],
            on_conflict="(practice_id, month) DO UPDATE SET as_of = excluded.as_of, "
            "figures = excluded.figures, aging = excluded.aging, "
            "computed_at = excluded.computed_at, is_stale = excluded.is_stale",
        )
