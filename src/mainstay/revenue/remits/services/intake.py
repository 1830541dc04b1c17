"""Apply the remittances of 835s: each ST staged as it came, then posted once, or held whole.

An ST is known by its end (its sums and its body hash decide what it is), so it is read whole before
any of it is applied. Small ones, as payers send them every day, are applied together, up to 50 claim
payments in one transaction; a large one by itself in chunks of 50, read a second time. Work that was
killed goes on after the last transaction and leaves the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from mainstay.engine import x12
from mainstay.foundation.db import atomic
from mainstay.revenue.exchange import services as exchange
from mainstay.revenue.exchange import transcripts
from mainstay.revenue.exchange.models import Part
from mainstay.revenue.exchange.services.payees import set_aside_if_for_a_stranger
from mainstay.revenue.remits.identity import Advice, reason_to_hold
from mainstay.revenue.remits.models import Remit
from mainstay.revenue.remits.services import holding, posting, staging
from mainstay.revenue.remits.services.payer_of import KnownPayers
from mainstay.revenue.remits.services.staging import NewRemit

CHUNK = 50


def apply_remits(parts: Iterable[Part], *, at: datetime) -> None:
    """Apply the remittances of some files of one practice, in order. Safe to kill and repeat."""
    intake: _Intake | None = None
    ours: set[str] = (
        set()
    )  # payees, as files name them, that were looked at and are this practice's
    for part in parts:
        payees = repr(part.file.payees)
        if payees not in ours and set_aside_if_for_a_stranger(part, at=at):
            continue
        ours.add(payees)
        intake = intake or _Intake(part.practice_id, at)
        for one in _advices(part):
            intake.take(one)
        intake.end(part)
    if intake is not None:
        intake.apply_waiting()


@dataclass(frozen=True, slots=True)
class _Told:
    """One ST: what it says as a whole, and its claim payments unless they are too many to hold."""

    part: Part
    advice: Advice
    payments: list[x12.ClaimPayment835] | None

    @property
    def source_key(self) -> str:
        return f"{self.part.file.key}:{self.advice.head.at.segment}"


def _advices(part: Part) -> Iterator[_Told]:
    """Each ST of the file that holds a payment and is not applied yet."""
    head: x12.Remit835 | None = None
    end: x12.RemitEnd835 | None = None
    payments: list[x12.ClaimPayment835] = []
    for record in transcripts.records(part):
        match record:
            case x12.TransactionStart():
                head, end, payments = None, None, []
            case x12.Remit835():
                head = record
            case x12.ClaimPayment835():
                if len(payments) <= CHUNK:
                    payments.append(record)
            case x12.RemitEnd835():
                end = record
            case x12.TransactionEnd() if head and end and record.at.segment > part.applied_through:
                on = head.paid_on or head.production_on or part.sort_on
                held = None if len(payments) > CHUNK else payments
                yield _Told(part, Advice(head, end, record, on), held)
            case _:
                pass


@dataclass(slots=True)
class _Intake:
    """Remittances of one practice on their way in; ``waiting`` are small ones, applied together."""

    practice_id: int
    at: datetime
    waiting: list[_Told] = field(default_factory=list)
    ended: list[Part] = field(default_factory=list)
    payers: KnownPayers = field(init=False)

    def __post_init__(self) -> None:
        self.payers = KnownPayers(self.practice_id)

    def take(self, told: _Told) -> None:
        """Apply this one, now or together with what comes next."""
        if told.payments is None:
            self.apply_waiting()
            self._apply_large(told)
            return
        held = sum(len(one.payments or ()) for one in self.waiting)
        if held + len(told.payments) > CHUNK or len(self.waiting) >= CHUNK:
            self.apply_waiting()
        self.waiting.append(told)

    def end(self, part: Part) -> None:
        """Nothing more comes from this part."""
        self.ended.append(part)
        if len(self.ended) >= CHUNK:
            self.apply_waiting()

    def apply_waiting(self) -> None:
        """Apply the small ones in one transaction, and end the parts that ended with them."""
        if not self.waiting and not self.ended:
            return
        with atomic():
            fresh = self._fresh(self.waiting)
            remits = staging.stage_remits(self.practice_id, [new for new, _ in fresh])
            told = [one for _, one in fresh]
            staged = staging.stage_payments(
                [
                    (remit, payment)
                    for remit, one in zip(remits, told, strict=True)
                    for payment in one.payments or ()
                ]
            )
            opened = self._open(list(zip(remits, told, strict=True)))
            posting.post_together(opened, staged, at=self.at)
            ended = {part.pk for part in self.ended}
            for one in self.waiting:
                if one.part.pk not in ended:
                    last = one.advice.last.at.segment
                    exchange.advance(one.part, through=last, records=_count(one))
            exchange.finish_together(self.practice_id, self.ended, at=self.at)
        self.waiting, self.ended = [], []

    def _fresh(self, told: Iterable[_Told]) -> list[tuple[NewRemit, _Told]]:
        """Those that were not received before, with the reason to hold each, if there is one."""
        told = list(told)
        seen = holding.seen_before(self.practice_id, [one.advice for one in told])
        fresh = []
        for one in told:
            if seen.is_duplicate(one.advice):
                continue
            reason = reason_to_hold(one.advice) or seen.other_content(one.advice)
            seen.add(one.advice)
            fresh.append((NewRemit(one.part.file, one.advice, reason), one))
        return fresh

    def _open(self, staged: Iterable[tuple[Remit, _Told]]) -> posting.Opened:
        """Open those that add up; ask a person about the others."""
        sound = []
        for remit, told in staged:
            if remit.state == "held":
                holding.ask_about(remit, at=self.at)
            elif remit.state == "staged":
                sound.append((remit, told.advice))
        return posting.open_remits(self.practice_id, sound, self.payers, at=self.at)

    def _apply_large(self, told: _Told) -> None:
        """Stage and post one ST by itself, from where it stopped."""
        remit = self._begin_large(told)
        if remit is not None:
            self._stage_large(remit, told)
            if remit.state == "staged":
                with atomic():
                    opened = self._open([(remit, told)])
                    posting.book(opened, at=self.at)
            if remit.state == "posting":
                posting.post_remit(remit, at=self.at)
        with atomic():
            exchange.advance(told.part, through=told.advice.last.at.segment, records=1)

    def _begin_large(self, told: _Told) -> Remit | None:
        """Its remit, made if it is new; None for one that was received before."""
        known = Remit.objects.for_practice(self.practice_id).filter(remit_key=told.advice.key)
        if remit := known.first():
            return remit if remit.source_key == told.source_key else None
        with atomic():
            [(new, _)] = self._fresh([told])
            [made] = staging.stage_remits(self.practice_id, [new])
            if made.state == "held":
                holding.ask_about(made, at=self.at)
        return made

    def _stage_large(self, remit: Remit, told: _Told) -> None:
        first, last = told.advice.head.at.segment, told.advice.last.at.segment
        fresh = (
            record
            for record in transcripts.records(told.part)
            if isinstance(record, x12.ClaimPayment835)
            and max(first, told.part.applied_through) < record.at.segment < last
        )
        while chunk := list(islice(fresh, CHUNK)):
            with atomic():
                staging.stage_payments([(remit, payment) for payment in chunk])
                exchange.advance(told.part, through=chunk[-1].end_segment, records=len(chunk))


def _count(told: _Told) -> int:
    """Records as the reader counted them: the remit and its claim payments."""
    return 1 + len(told.payments or ())
