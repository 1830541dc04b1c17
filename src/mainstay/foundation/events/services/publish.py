"""Tell the others what happened."""

from collections.abc import Iterable

from mainstay.foundation import clock
from mainstay.foundation.db import require_transaction, rows
from mainstay.foundation.events import registry
from mainstay.foundation.events.event import Event
from mainstay.foundation.events.models import EventRow
from mainstay.foundation.jobs.services import enqueue


def publish(event: Event) -> None:
    """Write the event's row, call who listens now, ask for who listens later. All or nothing.

    Raises:
        TransactionRequired: an event belongs to the transaction of its change.
    """
    publish_many([event])


def publish_many(events: Iterable[Event]) -> None:
    """Publish events in their order, their rows in one insert. See ``publish``."""
    require_transaction()
    told, at = list(events), clock.now()
    written = rows.insert(
        EventRow,
        ("practice", "kind", "payload", "occurred_at"),
        [(event.practice_id, event.kind, event.payload(), at) for event in told],
        returning=("id",),
    )
    for event, (row_id,) in zip(told, written, strict=True):
        for listener in registry.now.get(type(event), ()):
            listener(event)
        for wish in registry.later.get(type(event), ()):
            name = wish.lane(event) if wish.lane else f"event:{row_id}"
            enqueue(
                wish.job_kind,
                event.payload(),
                dedupe_key=f"{wish.job_kind}:{name}",
                practice_id=event.practice_id,
            )
