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
    """Freeze a month as its page shows it, and close the books through its last day.

    Months close in order. From now on the page shows the frozen figures; figures that would come
    out otherwise stand beside them as restatements, and each frozen number still opens to the
    rows it was made of.

    Raises:
        CannotClose: it has not ended, is unknown, closed already, behind an open month, or not
            up to date.
    """
    practice_id = by.practice_id
    last_on = month_window(month).last_on
    with atomic():
        stored = locked(Month.objects.for_practice(practice_id)).filter(month=month).first()
        _refuse_early(practice_id, month, stored, at)
        assert stored is not None
        close_through(practice_id, last_on)
        stored.closed_at, stored.closed_by_user_id = at, by.user_id
        stored.frozen_figures, stored.frozen_aging = stored.figures, stored.aging
        stored.save()
        _freeze_claims(practice_id, stored)
        audit.record(by, "month.close", object_kind="month", object_key=f"{month:%Y-%m}")


def _refuse_early(practice_id: int, month: date, stored: Month | None, at: datetime) -> None:
    if stored is None:
        raise CannotClose(month, "nothing is known of it.")
    if stored.closed_at is not None:
        raise CannotClose(month, "it is closed already.")
    if month_window(month).last_on >= practice_date(practice_id, at):
        raise CannotClose(month, "it has not ended yet.")
    is_stale = stored.is_stale or stored.as_of != month_window(month).last_on
    if is_stale or Stale.objects.for_practice(practice_id).exists():
        raise CannotClose(month, "its figures are being brought up to date. Try again in a minute.")
    earlier = Month.objects.for_practice(practice_id).filter(
        month__lt=month, closed_at__isnull=True
    )
    if (before := earlier.order_by("month").first()) is not None:
        raise CannotClose(month, f"{before.month:%B %Y} is still open. Close that one first.")


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
