"""Close a month: its page is frozen, and what is learned later is booked after it."""

from datetime import date, datetime

from mainstay.engine.measures import month_window
from mainstay.foundation import audit
from mainstay.foundation.db import atomic, locked, rows
from mainstay.foundation.ledger.services.closing import close_through
from mainstay.foundation.tenancy import Actor
from mainstay.oversight.insight import selection
from mainstay.oversight.insight.errors import CannotClose
from mainstay.oversight.insight.models import FrozenClaim, Month, Stale
from mainstay.oversight.insight.services.refreshing import practice_date

_FACTS = (
    "claim_id",
    "first_sent_on",
    "answered_on",
    "first_outcome",
    "is_denied_first",
    "is_duplicate_only",
    "first_denied_cents",
    "first_billed_cents",
)


def close_month(month: date, *, by: Actor, at: datetime) -> None:
    """Freeze a month, and every open one before it, as their pages show them.

    The books are closed through its last day. From now on the pages show the frozen figures;
    figures that would come out otherwise stand beside them as restatements, and each frozen
    number still opens to the rows it was made of.

    Raises:
        CannotClose: it has not ended, is unknown or closed already, or one of them is not up to
            date.
    """
    practice_id = by.practice_id
    with atomic():
        months = locked(Month.objects.for_practice(practice_id))
        still_open = list(months.filter(month__lte=month, closed_at=None).order_by("month"))
        _refuse_early(practice_id, month, still_open, at)
        close_through(practice_id, month_window(month).last_on)
        for each in still_open:
            each.closed_at, each.closed_by_user_id = at, by.user_id
            each.frozen_figures, each.frozen_aging = each.figures, each.aging
            each.save()
            _freeze_claims(practice_id, each)
        closed = [f"{each.month:%Y-%m}" for each in still_open]
        audit.record(
            by,
            "month.close",
            object_kind="month",
            object_key=f"{month:%Y-%m}",
            details={"months": closed},
        )


def _refuse_early(practice_id: int, month: date, still_open: list[Month], at: datetime) -> None:
    if not still_open or still_open[-1].month != month:
        is_known = Month.objects.for_practice(practice_id).filter(month=month).exists()
        raise CannotClose(month, "it is closed already." if is_known else "nothing is known of it.")
    if month_window(month).last_on >= practice_date(practice_id, at):
        raise CannotClose(month, "it has not ended yet.")
    is_behind = any(
        each.is_stale or each.as_of != month_window(each.month).last_on for each in still_open
    )
    if is_behind or Stale.objects.for_practice(practice_id).exists():
        raise CannotClose(month, "its figures are being brought up to date. Try again in a minute.")


def _freeze_claims(practice_id: int, stored: Month) -> None:
    """Keep the first-pass facts of the claims that the month's rates count."""
    days = (stored.month, stored.as_of)
    counted = selection.counted(practice_id)
    claims = counted.filter(first_sent_on__range=days) | counted.filter(answered_on__range=days)
    names = tuple(name.removesuffix("_id") if name == "claim_id" else name for name in _FACTS)
    rows.insert(
        FrozenClaim,
        ("practice", "month", *names),
        [(practice_id, stored.pk, *facts) for facts in claims.values_list(*_FACTS)],
    )
