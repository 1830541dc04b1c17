"""Records to segments, one writer per kind of transaction set."""

from collections.abc import Callable
from typing import Any, NamedTuple

from mainstay.engine.x12.records import (
    BatchStatus277,
    Claim837,
    ClaimPayment835,
    ClaimStatus277,
    GroupAck999,
    Record,
    Remit835,
    RemitEnd835,
    SetAck999,
)
from mainstay.engine.x12.writers.ack999 import write_group_ack
from mainstay.engine.x12.writers.base import Body
from mainstay.engine.x12.writers.claim837 import write_claims
from mainstay.engine.x12.writers.remit835 import write_remit
from mainstay.engine.x12.writers.status277 import write_claim_acks


class Writer(NamedTuple):
    """How a kind of transaction set is written. An empty `set_version` leaves ST03 out."""

    set_id: str
    functional_id: str
    version: str
    set_version: str
    write: Callable[[Body, Any], None]


WRITERS = {
    "837P": Writer("837", "HC", "005010X222A1", "005010X222A1", write_claims),
    "837I": Writer("837", "HC", "005010X223A2", "005010X223A2", write_claims),
    "835": Writer("835", "HP", "005010X221A1", "", write_remit),
    "999": Writer("999", "FA", "005010X231A1", "005010X231A1", write_group_ack),
    "277CA": Writer("277", "HN", "005010X214", "005010X214", write_claim_acks),
}

_KINDS: dict[type[Record], str] = {
    Remit835: "835",
    ClaimPayment835: "835",
    RemitEnd835: "835",
    SetAck999: "999",
    GroupAck999: "999",
    BatchStatus277: "277CA",
    ClaimStatus277: "277CA",
}


def kind_of(record: Record) -> str:
    """The kind of transaction set a record belongs to; "" where none is written from it."""
    return record.kind if isinstance(record, Claim837) else _KINDS.get(type(record), "")


def begins_set(record: Record) -> bool:
    """Whether a new transaction set begins with this record, whatever came before."""
    return isinstance(record, Remit835) or (
        isinstance(record, BatchStatus277) and record.level == "source"
    )


def ends_set(record: Record) -> bool:
    return isinstance(record, RemitEnd835 | GroupAck999)


__all__ = ["WRITERS", "Writer", "begins_set", "ends_set", "kind_of"]
