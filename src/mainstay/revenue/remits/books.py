"""The books of some charges, in memory: who owes what, and what would bring it right. Pure.

Loaded once for a chunk; each posting is applied to it as it is planned, so the next one sees it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from mainstay.engine.posting import PATIENT, PayerAnswer, Transfer, transfers, who_owes
from mainstay.foundation.ledger import Account, Kind, Move
from mainstay.foundation.ledger.queries.movements import Movement


@dataclass(slots=True)
class Standing:
    """The answer of a payer for a charge that holds until it is withdrawn."""

    payment_id: int
    charge_id: int
    payer_id: int
    paid_cents: int
    credited_cents: int
    patient: tuple[tuple[str, int], ...]

    @property
    def moves(self) -> bool:
        """Whether it moved anything, or put anything on the patient."""
        return bool(self.credited_cents or self.patient)


class MovedOn(NamedTuple):
    """On a day, ``cents`` of a charge went from one party's receivable to another's."""

    on: date
    owes_now: str
    owed_before: str
    cents: int


@dataclass(slots=True)
class Books:
    """By charge: what was charged, what each party owes, and what each was credited, what is tied.

    ``moved_on`` is what went from party to party, some of it on days that are still to come.
    """

    charged: Counter[int] = field(default_factory=Counter)
    held: defaultdict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    credited: defaultdict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    moved_on: defaultdict[int, list[MovedOn]] = field(default_factory=lambda: defaultdict(list))
    tied: Counter[tuple[int, str]] = field(default_factory=Counter)

    def load(self, moved: Iterable[Movement]) -> None:
        """Take in what the ledger holds."""
        for move in moved:
            self._count(
                move.charge_id,
                move.occurred_on,
                (move.debit.kind, f"{move.debit.party_kind}:{move.debit.party_id}"),
                (move.credit.kind, f"{move.credit.party_kind}:{move.credit.party_id}"),
                move.cents,
            )

    def apply(self, moves: Iterable[Move], on: date) -> None:
        """Take in what is about to be posted as of a day."""
        for move in moves:
            if move.charge_id is not None:
                self._count(move.charge_id, on, _side(move.debit), _side(move.credit), move.cents)

    def _count(
        self, charge_id: int, on: date, debit: tuple[str, str], credit: tuple[str, str], cents: int
    ) -> None:
        if debit[0] == credit[0] == Kind.RECEIVABLE:
            self.moved_on[charge_id].append(MovedOn(on, debit[1], credit[1], cents))
        for (kind, party), (other, _), signed in ((debit, credit, cents), (credit, debit, -cents)):
            if kind != Kind.RECEIVABLE:
                continue
            self.held[charge_id][party] += signed
            if other == Kind.CHARGES:
                self.charged[charge_id] += signed
            elif other != Kind.RECEIVABLE:
                self.credited[charge_id][party] -= signed
            if other == Kind.OFFSET:
                self.tied[charge_id, party] += signed

    def left_by_payers(self, charge_id: int, *, but: str) -> int:
        """What all payers but one left of a charge; patients' payments do not count."""
        credited = sum(
            cents
            for party, cents in self.credited[charge_id].items()
            if party.startswith("payer:") and party != but
        )
        return self.charged[charge_id] - credited

    def transfers(
        self,
        charge_id: int,
        order: Sequence[int],
        standing: Mapping[int, Standing],
        patient: str,
        *,
        until: date | None = None,
    ) -> tuple[Transfer, ...]:
        """What brings responsibility for the charge to where it belongs (DESIGN 9).

        ``order`` are its payers, ``standing`` their answers; PATIENT stands for ``patient``. Others
        that still hold something of it, such as one billed by mistake, come after them. What goes
        from party to party on the day ``until`` or later is not counted.
        """
        held, credited = self._held_until(charge_id, until), self.credited[charge_id]
        others = [p for p in _payers(held) if held[f"payer:{p}"] or credited[f"payer:{p}"]]
        payers = list(dict.fromkeys([*order, *others]))
        answers = [
            PayerAnswer(
                payer=f"payer:{payer_id}",
                answered=payer_id in standing,
                credited_cents=credited[f"payer:{payer_id}"],
                patient=standing[payer_id].patient if payer_id in standing else (),
            )
            for payer_id in payers
        ]
        owed = who_owes(self.charged[charge_id], answers, credited[patient])
        before: dict[Hashable, int] = {f"payer:{pk}": held[f"payer:{pk}"] for pk in payers}
        before[PATIENT] = held[patient]
        return transfers(before, owed)

    def _held_until(self, charge_id: int, until: date | None) -> Counter[str]:
        """What each party owes, without what moves between them on ``until`` or later."""
        if until is None:
            return self.held[charge_id]
        held = self.held[charge_id].copy()
        for move in self.moved_on[charge_id]:
            if move.on >= until:
                held[move.owes_now] -= move.cents
                held[move.owed_before] += move.cents
        return held


def _side(name: Account) -> tuple[str, str]:
    return name.kind, name.party or ":"


def _payers(held: Mapping[str, int]) -> list[int]:
    return sorted(int(party.split(":")[1]) for party in held if party.startswith("payer:"))
