"""Whether a practice's chain is whole: no link changed, taken out, put in or cut off."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from django.conf import settings
from django.db.models.functions import Coalesce

from mainstay.foundation.audit.anchors import anchors_of
from mainstay.foundation.audit.models import AuditEvent, AuditSubject, Chain
from mainstay.foundation.audit.seal import seal


def verify_chain(practice_id: int) -> Iterator[str]:
    """A sentence for each break, first one first. Reads the chain once, link by link.

    The anchors outside the database tell what its own rows cannot: a tail that was cut off, and
    a whole chain that was sealed anew by someone who has the key.
    """
    anchors = anchors_of(practice_id)
    end = Chain.objects.filter(practice_id=practice_id).first() or Chain(seq=0, head="")
    prev, seq = "", 0
    for event, patients in _links(practice_id, up_to=end.seq):
        if event.seq != seq + 1:
            yield f"Audit row {seq + 1} is missing; the next one is {event.seq}."
        if event.prev != prev:
            yield f"Audit row {event.seq} does not follow the row before it."
        if event.mac != seal(settings.AUDIT_KEY, event.prev, event.content()):
            yield f"Audit row {event.seq} was changed after it was written."
        if patients != event.patient_ids:
            yield f"Audit row {event.seq} names other patients than its index."
        if event.seq in anchors and anchors[event.seq] != event.mac:
            yield f"Audit row {event.seq} is not the one that was anchored outside the database."
        prev, seq = event.mac, event.seq
    if anchors and max(anchors) > seq:
        yield f"Audit rows {seq + 1} to {max(anchors)} were anchored and are gone."
    if (end.seq, end.head) != (seq, prev):
        yield f"The chain's end, row {end.seq}, is not its last row, {seq}."
    # One query, so that a link written meanwhile stands in both or in neither.
    beyond = AuditEvent.objects.for_practice(practice_id).filter(
        seq__gt=Coalesce(Chain.objects.filter(practice_id=practice_id).values("seq"), 0)
    )
    for stray in beyond.order_by("seq").values_list("seq", flat=True):
        yield f"Audit row {stray} stands beyond the chain's end."


def _links(practice_id: int, *, up_to: int) -> Iterator[tuple[AuditEvent, list[int]]]:
    """The events in their order, each with the patients its index rows name."""
    subjects = groupby(
        AuditSubject.objects.for_practice(practice_id)
        .filter(event__seq__lte=up_to)
        .order_by("event__seq", "patient_id")
        .values_list("event__seq", "patient_id")
        .iterator(),
        key=itemgetter(0),
    )
    named = next(subjects, None)
    events = (
        AuditEvent.objects.for_practice(practice_id).filter(seq__lte=up_to).order_by("seq", "id")
    )
    for event in events.iterator():
        patients: list[int] = []
        if named is not None and named[0] == event.seq:
            patients = [patient_id for _, patient_id in named[1]]
            named = next(subjects, None)
        yield event, patients
