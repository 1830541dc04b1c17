"""Apply the remittances of an 835: each ST staged as it came, then posted once, or held whole.

The file is read twice: first to know each ST by its end (its sums and its body hash decide what it
is), then claim payment by claim payment. Every chunk of at most 50 is one transaction. Work that was
killed goes on after the last one: staging where the part says, posting where the remit does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, islice

from mainstay.directory.payers.services.resolving import Payers
from mainstay.engine import x12
from mainstay.foundation.db import atomic
from mainstay.revenue.exchange import services as exchange
from mainstay.revenue.exchange.models import Part
from mainstay.revenue.exchange.queries import open_part
from mainstay.revenue.remits.identity import Advice, reason_to_hold
from mainstay.revenue.remits.models import Remit
from mainstay.revenue.remits.services import holding, posting, staging

CHUNK = 50


def apply_remits(part: Part, *, at: datetime) -> None:
    """Apply the remittances of one file. Safe to kill and repeat."""
    intake = _Intake(part, at)
    with open_part(part) as file:
        advices = {advice.head.at.segment: advice for advice in _advices(file, part)}
    with open_part(part) as file:
        for segment, payments in groupby(_payments(file), key=lambda found: found[0]):
            if segment in advices:
                intake.apply(advices.pop(segment), (payment for _, payment in payments if payment))
    with atomic():
        exchange.finish(part, at=at)


def _advices(file: object, part: Part) -> Iterator[Advice]:
    """Each ST of the file that holds a payment and is not applied yet."""
    head: x12.Remit835 | None = None
    end: x12.RemitEnd835 | None = None
    for record in x12.read(file):  # type: ignore[arg-type]
        match record:
            case x12.TransactionStart():
                head = end = None
            case x12.Remit835():
                head = record
            case x12.RemitEnd835():
                end = record
            case x12.TransactionEnd() if head and end and record.at.segment > part.applied_through:
                yield Advice(head, end, record, head.paid_on or head.production_on or part.sort_on)
            case _:
                pass


def _payments(file: object) -> Iterator[tuple[int, x12.ClaimPayment835 | None]]:
    """Each claim payment with the segment of its remit; a remit begins with a None."""
    segment = 0
    for record in x12.read(file):  # type: ignore[arg-type]
        if isinstance(record, x12.Remit835):
            segment = record.at.segment
            yield segment, None
        elif isinstance(record, x12.ClaimPayment835):
            yield segment, record


@dataclass(slots=True)
class _Intake:
    """One part's remittances on their way in."""

    part: Part
    at: datetime
    payers: Payers = field(init=False)

    def __post_init__(self) -> None:
        self.payers = Payers(self.part.practice_id)

    def apply(self, advice: Advice, payments: Iterator[x12.ClaimPayment835]) -> None:
        """Stage and post one ST, from where it stopped."""
        remit = self._begin(advice)
        if remit is not None:
            self._stage(remit, payments)
            if remit.state == "staged":
                self._open(remit, advice)
            if remit.state == "posting":
                posting.post_remit(remit, at=self.at)
        with atomic():
            exchange.advance(self.part, through=advice.last.at.segment, records=1)

    def _begin(self, advice: Advice) -> Remit | None:
        """The remit of this ST, made if it is new; None for one that was received before."""
        source_key = f"{self.part.file.key}:{advice.head.at.segment}"
        known = (
            Remit.objects.for_practice(self.part.practice_id).filter(remit_key=advice.key).first()
        )
        if known is not None:
            return known if known.source_key == source_key else None
        with atomic():
            reason = reason_to_hold(advice) or holding.same_check_other_content(
                self.part.practice_id, advice
            )
            remit = staging.stage_remit(self.part.file, advice, hold_reason=reason)
            staging.stage_provider_adjustments(remit, advice)
            if reason:
                holding.ask_about(remit, at=self.at)
        return remit

    def _stage(self, remit: Remit, payments: Iterator[x12.ClaimPayment835]) -> None:
        fresh = (one for one in payments if one.at.segment > self.part.applied_through)
        while chunk := list(islice(fresh, CHUNK)):
            with atomic():
                staging.stage_payments(remit, chunk)
                exchange.advance(self.part, through=chunk[-1].end_segment, records=len(chunk))

    def _open(self, remit: Remit, advice: Advice) -> None:
        """All is staged and adds up: book the money, and the provider-level adjustments with it."""
        with atomic():
            posting.open_remit(remit, advice, self.payers, at=self.at)
