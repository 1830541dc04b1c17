"""Records to an interchange: canonical segments, envelopes and counts; checked before it is sent."""

from collections.abc import Callable, Iterable
from datetime import datetime

import msgspec

from mainstay.engine.x12.delimiters import Delimiters
from mainstay.engine.x12.errors import X12Error
from mainstay.engine.x12.reading import check
from mainstay.engine.x12.records import (
    NOBODY,
    Finding,
    InterchangeAck,
    Party,
    Record,
    TransactionEnd,
    TransactionStart,
)
from mainstay.engine.x12.rules import ERROR
from mainstay.engine.x12.writer import Identity, header, segment
from mainstay.engine.x12.writers import WRITERS, begins_set, ends_set, kind_of
from mainstay.engine.x12.writers.ack999 import write_interchange_ack
from mainstay.engine.x12.writers.base import Body, Opening, SubmitterContact

CLAIMS_PER_SET = 5000  # as the 837 guides recommend
REFUSED_LEVEL = 3  # the levels a receiver's 999 would reject for


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """Who sends what to whom, under which control numbers, and when (the sender's own time).

    The first group is `gs06`, the first transaction set of each group `first_set`; both count up.
    Group ids default to those of the interchange. `submitter`, `contact` and `recipient` are the
    1000A and 1000B of an 837. `reference` is BHT03; where empty it is made of ISA13 and ST02.
    """

    sender: Identity
    receiver: Identity
    isa13: int
    at: datetime
    gs06: int = 1
    first_set: int = 1
    test: bool = False
    gs_sender: str = ""
    gs_receiver: str = ""
    submitter: Party = NOBODY
    contact: SubmitterContact = SubmitterContact()
    recipient: Party = NOBODY
    reference: str = ""
    acknowledgement_requested: bool = False
    delims: Delimiters = Delimiters()


def write(
    records: Iterable[Record],
    envelope: Envelope,
    *,
    claims_per_set: int = CLAIMS_PER_SET,
    on_finding: Callable[[Finding], None] | None = None,
    is_checked: bool = True,
) -> bytes:
    """One interchange of these records, in their order; TransactionStart and -End only divide.

    What was written is checked. Without `on_finding` an error of SNIP 1 to 3 refuses it; with it
    every finding is handed over and the file returned all the same. `is_checked=False` leaves the
    check out (it takes longer than the writing).

    Raises X12Error: "refused" (an error found), "delimiter" (a value holds one), "unwritable" (a
    record its guide has no place for), "empty" (nothing to write), "range" (control numbers, ids).
    """
    writing = _Writing(envelope, claims_per_set)
    for record in records:
        writing.take(record)
    data = writing.finish()
    if is_checked:
        _check(data, on_finding)
    return data


def _check(data: bytes, on_finding: Callable[[Finding], None] | None) -> None:
    for finding in check(data):
        if on_finding is not None:
            on_finding(finding)
        elif finding.severity == ERROR and finding.level <= REFUSED_LEVEL:
            raise X12Error(
                "refused",
                f"Not written, a receiver would reject it: {finding.sentence} "
                f"(transaction set {finding.at.st02}, segment {finding.at.st_segment})",
                finding.at.segment,
                finding.at.byte,
            )


class _Writing:
    """Gathers the records of one transaction set after another."""

    def __init__(self, envelope: Envelope, claims_per_set: int) -> None:
        sender = _id(envelope.sender)
        self.envelope = msgspec.structs.replace(
            envelope,
            gs_sender=envelope.gs_sender or sender,
            gs_receiver=envelope.gs_receiver or _id(envelope.receiver),
            submitter=_partner(envelope.submitter, sender),
            recipient=_partner(envelope.recipient, _id(envelope.receiver)),
        )
        self.claims_per_set = claims_per_set
        self.pending: list[Record] = []
        self.kind = ""
        self.reference = ""
        self.acks: list[str] = []
        self.groups: list[str] = []
        self.group: _Group | None = None

    def take(self, record: Record) -> None:
        if isinstance(record, TransactionStart | TransactionEnd):
            self._close_set()
            self.reference = record.reference if isinstance(record, TransactionStart) else ""
            return
        if isinstance(record, InterchangeAck):
            self._acknowledge(record)
            return
        kind = kind_of(record)
        if not kind:
            raise X12Error("unwritable", f"Nothing is written from a {type(record).__name__}.")
        is_full = kind.startswith("837") and len(self.pending) >= self.claims_per_set
        if kind != self.kind or is_full or begins_set(record):
            self._close_set()
        self.kind = kind
        self.pending.append(record)
        if ends_set(record):
            self._close_set()

    def finish(self) -> bytes:
        """The whole interchange."""
        self._close_set()
        self._close_group()
        envelope = self.envelope
        if not self.groups and not self.acks:
            raise X12Error("empty", "There are no records to write.")
        delims = envelope.delims
        isa = header(
            delims,
            envelope.sender,
            envelope.receiver,
            envelope.isa13,
            envelope.at,
            test=envelope.test,
            requested=envelope.acknowledgement_requested,
        )
        iea = segment(delims, "IEA", len(self.groups), f"{envelope.isa13:09}")
        end = delims.segment + delims.line_break
        return "".join((isa, end, *self.acks, *self.groups, iea, end)).encode("latin-1")

    def _acknowledge(self, ack: InterchangeAck) -> None:
        body = self._body("")
        write_interchange_ack(body, ack)
        self.acks.append(body.text(self.envelope.delims, ""))

    def _body(self, st02: str) -> Body:
        envelope = self.envelope
        reference = self.reference or envelope.reference or f"{envelope.isa13:09}{st02}"
        opening = Opening(reference, f"{envelope.at:%Y%m%d}", f"{envelope.at:%H%M}")
        return Body(opening, envelope)

    def _close_set(self) -> None:
        if not self.pending:
            return
        writer = WRITERS[self.kind]
        if self.group is None or self.group.version != writer.version:
            self._close_group()
            self.group = _Group(writer.functional_id, writer.version)
        group, delims = self.group, self.envelope.delims
        st02 = f"{self.envelope.first_set + len(group.sets):04}"
        body = self._body(st02)
        writer.write(body, self.pending)
        end = delims.segment + delims.line_break
        st = segment(delims, "ST", writer.set_id, st02, writer.set_version)
        se = segment(delims, "SE", len(body.texts) + 2, st02)
        group.sets.append("".join((st, end, body.text(delims, st02), se, end)))
        self.pending.clear()
        self.kind = ""

    def _close_group(self) -> None:
        group, self.group = self.group, None
        if group is None:
            return
        envelope = self.envelope
        delims, gs06 = envelope.delims, envelope.gs06 + len(self.groups)
        gs = segment(
            delims,
            "GS",
            group.functional_id,
            envelope.gs_sender,
            envelope.gs_receiver,
            f"{envelope.at:%Y%m%d}",
            f"{envelope.at:%H%M}",
            gs06,
            "X",
            group.version,
        )
        ge = segment(delims, "GE", len(group.sets), gs06)
        end = delims.segment + delims.line_break
        self.groups.append("".join((gs, end, *group.sets, ge, end)))


class _Group:
    def __init__(self, functional_id: str, version: str) -> None:
        self.functional_id = functional_id
        self.version = version
        self.sets: list[str] = []


def _id(identity: Identity) -> str:
    return identity if isinstance(identity, str) else identity[1]


def _partner(party: Party, id_: str) -> Party:
    """1000A or 1000B: known by the id of the interchange unless told otherwise."""
    return Party(
        name=party.name or id_,
        first=party.first,
        middle=party.middle,
        is_person=party.is_person,
        id_qualifier="46",
        id=party.id or id_,
    )
