"""Close the books through a day: what is learned later is booked on the first open day."""

from datetime import date, timedelta

from mainstay.foundation.db import locked, require_transaction
from mainstay.foundation.db.reads import Rows, written_once
from mainstay.foundation.ledger.models import Closing


def close_through(practice_id: int, day: date) -> None:
    """Book nothing on ``day`` or before from now on. Never opens what is closed already."""
    require_transaction()
    Closing.objects.get_or_create(practice_id=practice_id)
    locked(Closing.objects.for_practice(practice_id)).filter(closed_through__lt=day).update(
        closed_through=day
    )


def first_open_day(practice_id: int) -> date:
    """The first day into which may be booked; ``date.min`` while nothing was ever closed.

    Held until the caller's transaction ends, so that no closing overtakes what it books.
    """
    closings: list[date] = _closed_through(practice_id)
    return closings[0] + timedelta(days=1) if closings else date.min


@written_once
def _closed_through(practice_id: int) -> Rows:
    return locked(Closing.objects.for_practice(practice_id)).values_list(
        "closed_through", flat=True
    )
