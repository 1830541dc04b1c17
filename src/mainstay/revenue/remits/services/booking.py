"""Plan postings and take each into the books at once, so that the next one sees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from mainstay.engine.posting import PATIENT
from mainstay.foundation.ledger import Account, Kind, Move, NewPosting, account, post_many
from mainstay.revenue.remits.matching import Candidate
from mainstay.revenue.remits.services.known import Known
from mainstay.revenue.remits.stored import PaidClaim


class Booking(Known):
    """Postings on what is known: planned in order, written together by ``flush``."""

    def __init__(self, practice_id: int, *, at: datetime) -> None:
        super().__init__(practice_id, at=at)
        self.pending: list[NewPosting] = []
        self.left_on_clearing: Counter[int] = Counter()  # by remit
        self.changed: set[int] = set()  # encounters
        self._accounts: dict[tuple[str, str | None], Account] = {}

    def account(self, kind: str, party: str | None = None) -> Account:
        """The account's name, checked once."""
        key = kind, party
        if key not in self._accounts:
            self._accounts[key] = account(self.practice_id, kind, party)
        return self._accounts[key]

    def post(self, key: str, kind: str, payment: PaidClaim, moves: Sequence[Move]) -> None:
        """Plan a posting of this payment's remit and take it into the books."""
        on = payment.remit.paid_on
        posting = NewPosting(key, kind, payment.source_key, on, on, moves)
        self.pending.append(posting)
        self.moves_of[key] = moves, on
        self._apply(payment, moves)

    def mirror(self, key: str, new_key: str, kind: str, payment: PaidClaim) -> None:
        """Undo a posting, if it moved anything, by this payment's."""
        if key not in self.posting_ids:
            self.flush()
        if key not in self.posting_ids:
            return
        moves, effective_on = self.moves_of[key]
        mirrored = [Move(m.credit, m.debit, m.cents, m.charge_id, m.reason) for m in moves]
        on = payment.remit.paid_on
        self.pending.append(
            NewPosting(
                new_key,
                kind,
                payment.source_key,
                on,
                max(on, effective_on),
                mirrored,
                reverses=self.posting_ids[key],
            )
        )
        self._apply(payment, mirrored)

    def _apply(self, payment: PaidClaim, moves: Sequence[Move]) -> None:
        self.books.apply(moves, payment.remit.paid_on)
        for move in moves:
            if move.debit.kind == Kind.CLEARING:
                self.left_on_clearing[payment.remit.id] += move.cents
            if move.credit.kind == Kind.CLEARING:
                self.left_on_clearing[payment.remit.id] -= move.cents

    def transfer(
        self, cause: str, payment: PaidClaim, candidate: Candidate, charge_ids: Iterable[int]
    ) -> None:
        """Plan the transfers that a posting of this payment makes due."""
        on = payment.remit.paid_on
        self.transfer_on(cause, payment.source_key, on, candidate, charge_ids)

    def transfer_on(
        self, cause: str, source: str, on: date, candidate: Candidate, charge_ids: Iterable[int]
    ) -> None:
        """Bring who owes these charges to where it belongs, as one posting ``{cause}:who``.

        A payer named only later takes its share on the day it was named, by a posting of its own,
        and owes nothing before, whatever was moved to it for that day already: files that come
        together leave the same history as those that came day by day.
        """
        charge_ids = list(charge_ids)
        named = sorted({day for day in candidate.stated.values() if day > on})
        for day, until in zip([on, *named], [*named, None], strict=True):
            moves = list(self._moving(day, until, candidate, charge_ids))
            if moves:
                key = f"{cause}:who" if day == on else f"{cause}:who:{day}"
                self.pending.append(NewPosting(key, "who", source, day, day, moves))
                self.books.apply(moves, day)
                self.changed.add(candidate.encounter_id)

    def _moving(
        self, on: date, until: date | None, candidate: Candidate, charge_ids: Iterable[int]
    ) -> Iterator[Move]:
        """The moves that are due on a day, whatever is booked to move on ``until`` or later."""
        patient = f"patient:{candidate.patient_id}"
        order = candidate.payers_on(on)
        for charge_id in charge_ids:
            for move in self.books.transfers(
                charge_id, order, self.standing[charge_id], patient, until=until
            ):
                now = patient if move.owes_now == PATIENT else str(move.owes_now)
                before = patient if move.owed_before == PATIENT else str(move.owed_before)
                yield Move(
                    self.account(Kind.RECEIVABLE, now),
                    self.account(Kind.RECEIVABLE, before),
                    move.cents,
                    charge_id,
                    f"PR-{move.reason}" if move.reason else "",
                )

    def flush(self) -> None:
        """Write the postings planned so far."""
        posted = post_many(self.practice_id, self.pending, at=self.at)
        self.posting_ids.update(posted.ids)
        self.pending.clear()
