"""999 from SetAck999 and GroupAck999; TA1 from InterchangeAck."""

from collections.abc import Sequence

from mainstay.engine.x12.records import (
    GroupAck999,
    InterchangeAck,
    Record,
    SegmentError,
    SetAck999,
)
from mainstay.engine.x12.writers.base import Body, composite, not_written

LOOP_SHOWN = 4  # IK303 is that short


def write_group_ack(body: Body, records: Sequence[Record]) -> None:
    """AK1 to AK9."""
    *sets, group = records
    if not isinstance(group, GroupAck999):
        raise not_written(group, "a 999 ends with the GroupAck999 of its sets.")
    body.add("AK1", group.functional_id, group.group_control, group.version)
    for one in sets:
        assert isinstance(one, SetAck999)
        _set(body, one)
    counts = [_count(one) for one in (group.included, group.received, group.accepted)]
    body.add("AK9", group.code, *counts, *group.errors[:5])


def write_interchange_ack(body: Body, ack: InterchangeAck) -> None:
    """TA1."""
    on = "" if ack.isa_on is None else f"{ack.isa_on:%y%m%d}"
    clock = "" if ack.isa_clock is None else f"{ack.isa_clock:%H%M}"
    body.add("TA1", ack.isa13, on, clock, ack.code, ack.note)


def _set(body: Body, one: SetAck999) -> None:
    body.add("AK2", one.set_id, one.set_control, one.version)
    open_error: SegmentError | None = None
    shared = 0
    for error in one.segment_errors:
        if open_error is not None and _is_same_segment(open_error, error, shared):
            _element(body, error, error.context[shared:])
        else:
            shared = _segment(body, error)
            if error.element:
                _element(body, error, error.context[shared:])
        open_error = error if error.element else None
    body.add("IK5", one.code, *one.errors[:5])


def _segment(body: Body, error: SegmentError) -> int:
    """IK3 and the contexts of the segment; how many those are."""
    body.add("IK3", error.segment_id, _count(error.position), error.loop[:LOOP_SHOWN], error.code)
    shared = len(error.context)
    if error.element:
        is_trigger = [text.startswith("SITUATIONAL TRIGGER") for text in error.context]
        shared = is_trigger.index(True) if True in is_trigger else shared
    for text in error.context[:shared]:
        _context(body, text)
    return shared


def _is_same_segment(first: SegmentError, second: SegmentError, shared: int) -> bool:
    if not second.element or first.context[:shared] != second.context[:shared]:
        return False
    return (first.segment_id, first.position, first.loop, first.code) == (
        second.segment_id,
        second.position,
        second.loop,
        second.code,
    )


def _element(body: Body, error: SegmentError, contexts: Sequence[str]) -> None:
    place = composite(
        str(error.element),
        str(error.component) if error.component else "",
        str(error.repetition) if error.repetition else "",
    )
    body.add("IK4", place, error.data_element, error.element_code, error.bad_value)
    for text in contexts:
        _context(body, text)


def _context(body: Body, text: str) -> None:
    """ "CLM01:ACC9" or "SITUATIONAL TRIGGER*CLM*22*2300*11": components and elements."""
    elements = []
    for element in text.split("*"):
        parts = [composite(*one.split(":")) for one in element.split("^")]
        elements.append(body.repeated(*parts))
    body.add("CTX", *elements)


def _count(number: int | None) -> str:
    return "" if number is None else str(number)
