"""Let the work item of each route follow its denials: open, waiting for the payer, or done."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from mainstay.foundation.tenancy import Actor
from mainstay.foundation.tenancy.models import Practice
from mainstay.foundation.work import services as work
from mainstay.foundation.work.models import WorkItem
from mainstay.foundation.work.states import State as ItemState
from mainstay.revenue.denials.keys import route_key
from mainstay.revenue.denials.models import Denial
from mainstay.revenue.denials.states import NEEDS_US, OPEN, all_settled

END_OF_DAY = time(17)


def follow_work(denials: Iterable[Denial], *, by: Actor, at: datetime, note: str) -> None:
    """Bring the items of these denials' routes to where their denials stand.

    Nothing open any more: done. All with the payer: the item waits until the first answer is due.
    Somebody is needed: it is open, again if it was done.
    """
    routes = {(denial.payment_id, denial.category) for denial in denials}
    if not routes:
        return
    rows = Denial.objects.for_actor(by).filter(payment__in={payment for payment, _ in routes})
    states: defaultdict[str, list[tuple[str, date | None]]] = defaultdict(list)
    for payment_id, category, remit_key, ordinal, state, until in rows.values_list(
        "payment_id", "category", "payment__remit__remit_key", "payment__ordinal", "state",
        "waits_until",
    ):  # fmt: skip
        if (payment_id, category) in routes:
            states[route_key(remit_key, ordinal, category)].append((state, until))
    items = _items(by.practice_id, states)
    done = [key for key, found in states.items() if all_settled(state for state, _ in found)]
    opened = [items[key].opened_at for key in done if key in items]
    work.close_items(by.practice_id, done, "worked", at=max([at, *opened]), by=by, note=note)
    for key, found in states.items():
        if key in items and key not in done:
            _follow(items[key], found, by=by, at=max(at, items[key].opened_at), note=note)


def _items(practice_id: int, keys: Iterable[str]) -> dict[str, WorkItem]:
    rows = WorkItem.objects.for_practice(practice_id).filter(cause_key__in=list(keys))
    return {item.cause_key: item for item in rows}


def _follow(
    item: WorkItem, found: list[tuple[str, date | None]], *, by: Actor, at: datetime, note: str
) -> None:
    if any(state in NEEDS_US for state, _ in found):
        _need_somebody(item, by=by, at=at, note=note)
        return
    until = min((day for state, day in found if state in OPEN and day is not None), default=None)
    _wait(item, until, by=by, at=at, note=note)


def _need_somebody(item: WorkItem, *, by: Actor, at: datetime, note: str) -> None:
    if item.state == ItemState.DONE:
        work.reopen(item, by=by, at=at, note=note)
    elif item.state == ItemState.WAITING:
        work.release(item, by=by, at=at, note=note)


def _wait(item: WorkItem, until: date | None, *, by: Actor, at: datetime, note: str) -> None:
    """Put the item aside; an answer that is due already needs somebody now."""
    _need_somebody(item, by=by, at=at, note=note)
    zone = ZoneInfo(Practice.objects.get(pk=by.practice_id).zone)
    moment = datetime.combine(until, END_OF_DAY, zone) if until else at
    if moment > at:
        work.wait(item, until=moment, by=by, at=at, note=note)
