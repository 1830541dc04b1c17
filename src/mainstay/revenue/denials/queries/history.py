"""The practice's own history: how tries ended, summed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from mainstay.revenue.denials.advice import Case, Option, Tally, options
from mainstay.revenue.denials.models import Act, Appeal, Denial, Outcome, WriteOff
from mainstay.revenue.denials.states import TRIES, offered


@dataclass(frozen=True, slots=True)
class WinRate:
    """Tries that share something, and what they brought; ``key`` is what they share."""

    key: tuple[Any, ...]
    cases: int
    won: int
    cents: int
    won_cents: int
    days: int


def tallies(practice_id: int, *, category: str, carc: str) -> list[Tally]:
    """Every try that ended, of this category or reason, summed by payer, reason and act. One query."""
    return [
        Tally(*row)
        for row in _outcomes(practice_id)
        .filter(Q(category=category) | Q(carc=carc))
        .values_list("payer_id", "category", "carc", "tried")
        .annotate(**_SUMS)
        .order_by("payer_id", "category", "carc", "tried")
    ]


def advice_for(denial: Denial) -> tuple[Option, ...]:
    """What each act possible now is worth, the best first; () when nothing is to be tried.

    One query.
    """
    acts = [act for act in TRIES if act in offered(denial.state)]
    if not acts:
        return ()
    case = Case(denial.payer_id, denial.category, denial.carc, denial.cents)
    history = tallies(denial.practice_id, category=denial.category, carc=denial.carc)
    return options(case, history, acts)


def win_rates(practice_id: int, by: Sequence[str], *, since: date | None = None) -> list[WinRate]:
    """Tries that ended, summed by these columns of Outcome; most dollars won first. One query."""
    rows = _outcomes(practice_id)
    if since is not None:
        rows = rows.filter(on__gte=since)
    if "letter_code" in by:
        rows = rows.exclude(letter_code="")
    found = rows.values_list(*by).annotate(**_SUMS)
    rates = [WinRate(tuple(row[: len(by)]), *row[len(by) :]) for row in found]
    return sorted(rates, key=lambda one: (-one.won_cents, -one.cases, str(one.key)))


def acts_of(denial: Denial) -> list[Act]:
    """Everything that was done about a denial, oldest first."""
    rows = Act.objects.for_practice(denial.practice_id).filter(denial=denial)
    return list(rows.select_related("appeal", "write_off").order_by("number"))


def appeals_of(denial: Denial) -> list[Appeal]:
    """The appeals of a denial that were not withdrawn, first level first."""
    rows = Appeal.objects.for_practice(denial.practice_id).filter(denial=denial)
    return list(rows.filter(is_withdrawn=False).order_by("level", "id"))


def asked_write_off(denial: Denial) -> WriteOff | None:
    """The write-off of a denial that waits for a second person."""
    rows = WriteOff.objects.for_practice(denial.practice_id).filter(denial=denial, state="asked")
    found: WriteOff | None = rows.first()
    return found


def write_off_exists(practice_id: int, public_id: UUID) -> bool:
    """Whether the practice has a write-off of this id."""
    found: bool = WriteOff.objects.for_practice(practice_id).filter(public_id=public_id).exists()
    return found


def appeal_of(practice_id: int, public_id: UUID) -> Appeal:
    """One appeal with its denial and all that its packet shows.

    Raises:
        Appeal.DoesNotExist: none of this practice.
    """
    rows: QuerySet[Appeal] = Appeal.objects.for_practice(practice_id)
    return rows.select_related("denial__claim", "denial__payment", "payer").get(public_id=public_id)


def _outcomes(practice_id: int) -> QuerySet[Outcome]:
    rows: QuerySet[Outcome] = Outcome.objects.for_practice(practice_id)
    return rows


_SUMS: dict[str, Any] = {
    "cases_": Count("id"),
    "won_": Count("id", filter=Q(won_cents__gt=0)),
    "cents_": Sum("cents"),
    "won_cents_": Sum("won_cents"),
    "days_": Sum("days"),
}
