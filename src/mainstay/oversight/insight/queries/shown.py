"""What the page of a month shows: as frozen when it was closed, else as last computed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mainstay.foundation.accounts.models import User
from mainstay.oversight.insight.figures import StoredFigure
from mainstay.oversight.insight.models import Month
from mainstay.oversight.insight.queries.aging import Aging


@dataclass(frozen=True, slots=True)
class Restatement:
    """A figure of a closed month that would come out otherwise today."""

    frozen: StoredFigure
    now: StoredFigure


@dataclass(frozen=True, slots=True)
class ShownMonth:
    """The figures of a month by name, its aging, and what has changed since it was closed."""

    id: int
    month: date
    as_of: date
    computed_at: datetime
    closed_at: datetime | None
    closed_by: str
    figures: dict[str, StoredFigure]
    aging: Aging
    restatements: tuple[Restatement, ...]


def shown_month(practice_id: int, month: date) -> ShownMonth | None:
    """The month as its page shows it; None where there is none. Cost: one row."""
    stored = Month.objects.for_practice(practice_id).filter(month=month).first()
    return None if stored is None else _shown(stored)


def shown_figures(practice_id: int, first: date, last: date) -> dict[date, dict[str, StoredFigure]]:
    """The figures of some months, without their aging. Cost: one query."""
    rows = (
        Month.objects.for_practice(practice_id)
        .filter(month__range=(first, last))
        .values_list("month", "figures", "frozen_figures")
    )
    return {month: _figures(frozen or figures) for month, figures, frozen in rows}


def months_kept(practice_id: int) -> list[date]:
    """Every month that has a page, oldest first."""
    return list(
        Month.objects.for_practice(practice_id).order_by("month").values_list("month", flat=True)
    )


def _shown(stored: Month) -> ShownMonth:
    is_closed = stored.closed_at is not None
    now = _figures(stored.figures)
    shown = _figures(stored.frozen_figures or []) if is_closed else now
    aging = Aging.from_json((stored.frozen_aging if is_closed else None) or stored.aging)
    return ShownMonth(
        id=stored.pk,
        month=stored.month,
        as_of=aging.as_of,
        computed_at=stored.computed_at,
        closed_at=stored.closed_at,
        closed_by=_name_of(stored.closed_by_user_id),
        figures=shown,
        aging=aging,
        restatements=tuple(
            Restatement(frozen, now[name])
            for name, frozen in shown.items()
            if name in now and _numbers(frozen) != _numbers(now[name])
        ),
    )


def _name_of(user_id: int | None) -> str:
    user = None if user_id is None else User.objects.filter(pk=user_id).first()
    return "" if user is None else str(user)


def _numbers(figure: StoredFigure) -> tuple[int | None, int | None, int]:
    return figure.numerator, figure.denominator, figure.days


def _figures(stored: list[dict[str, Any]]) -> dict[str, StoredFigure]:
    return {figure["name"]: StoredFigure(**figure) for figure in stored}
