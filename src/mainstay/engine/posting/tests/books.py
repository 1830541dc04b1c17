"""A practice of one encounter with one charge, in memory: the table of DESIGN 9 in small.

It keeps balances by (account, party), parks what cannot be placed yet, and after every event
brings responsibility to what ``who_owes`` says. Only what the stories of the tests need.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from mainstay.engine.posting import (
    PATIENT,
    AdjudicatedClaim,
    PayerAnswer,
    adjudicate,
    provider_adjustment,
    tied_takeback_cents,
    transfers,
    who_owes,
)

Account = tuple[str, str]


@dataclass(frozen=True)
class ClaimPayment:
    """One CLP: ``reverses`` is the payment a status 22 negates."""

    payer: str
    claim: AdjudicatedClaim
    reverses: AdjudicatedClaim | None = None

    @property
    def paid_cents(self) -> int:
        return self.claim.paid_cents


@dataclass
class Books:
    """``payers`` is the order they pay in; a payer joins when its 837 is read."""

    charge_cents: int
    order: tuple[str, ...]
    balances: Counter[Account] = field(default_factory=Counter)
    billed: set[str] = field(default_factory=set)
    placed: list[ClaimPayment] = field(default_factory=list)
    parked: list[ClaimPayment] = field(default_factory=list)
    plbs: list[tuple[str, int]] = field(default_factory=list)
    tied_cents: int = 0
    patient_paid_cents: int = 0
    unapplied_cents: int = 0
    has_reversal: bool = False

    # What happens.

    def bill(self, payer: str) -> None:
        """An 837 to ``payer`` is read; the first one brings the charge."""
        if not self.billed:
            self._post(("receivable", payer), ("charges", ""), self.charge_cents)
        self.billed.add(payer)
        self._settle()

    def remit(
        self, *payments: ClaimPayment, payer: str, plbs: tuple[tuple[str, int], ...] = ()
    ) -> None:
        """One ST of an 835. Provider-level adjustments all bear the reference of our claim."""
        money = sum(payment.paid_cents for payment in payments) - sum(cents for _, cents in plbs)
        assert money >= 0, "a remit never asks for money; the payer carries the rest forward"
        self._post(("undeposited", ""), ("clearing", payer), money)
        for code, cents in plbs:
            movement = provider_adjustment(code, cents)
            party = payer if movement.has_party else ""
            self._post((movement.account_kind, party), ("clearing", payer), cents)
            self.plbs.append((code, cents))
        for payment in payments:
            self._post(("clearing", payer), ("unapplied", payer), payment.paid_cents)
            self.parked.append(payment)
        assert self.balances["clearing", payer] == 0
        self._settle()

    def patient_pays(self, cents: int) -> None:
        self._post(("undeposited", ""), ("unapplied", PATIENT), cents)
        self.unapplied_cents += cents
        self._settle()

    def refund(self, party: str, cents: int) -> None:
        """Approved and sent."""
        self._post(("receivable", party), ("refunds_payable", party), cents)
        self._post(("refunds_payable", party), ("bank", ""), cents)

    # What can be seen.

    def __getitem__(self, account: Account) -> int:
        """A balance in cents: debits less credits."""
        return self.balances[account]

    def open_accounts(self) -> dict[Account, int]:
        return {account: cents for account, cents in self.balances.items() if cents}

    # How it settles.

    def _post(self, debit: Account, credit: Account, cents: int) -> None:
        self.balances[debit] += cents
        self.balances[credit] -= cents

    def _settle(self) -> None:
        if not self.billed:
            return
        while self._place_one():
            pass
        self._tie()
        if self.unapplied_cents:
            self._post(("unapplied", PATIENT), ("receivable", PATIENT), self.unapplied_cents)
            self.patient_paid_cents += self.unapplied_cents
            self.unapplied_cents = 0
        self._transfer()

    def _place_one(self) -> bool:
        for payment in self.parked:
            if payment.payer not in self.billed:
                continue
            if self._reversed_now(payment) or self._adjudicated_now(payment):
                self.parked.remove(payment)
                return True
        return False

    def _reversed_now(self, payment: ClaimPayment) -> bool:
        if payment.reverses is None:
            return False
        wanted = ClaimPayment(payment.payer, payment.reverses)
        if wanted in self.placed:
            self.placed.remove(wanted)
        elif wanted in self.parked:
            self.parked.remove(wanted)
            self._write(wanted, sign=1)
        else:
            return False
        self._write(wanted, sign=-1)
        self.has_reversal = True
        return True

    def _adjudicated_now(self, payment: ClaimPayment) -> bool:
        if payment.reverses is not None or any(p.payer == payment.payer for p in self.placed):
            return False
        if adjudicate(payment.claim).park:
            return False
        self._write(payment, sign=1)
        self.placed.append(payment)
        return True

    def _write(self, payment: ClaimPayment, *, sign: int) -> None:
        """The posting of a claim payment (sign 1) or its mirror (-1), out of unapplied."""
        receivable = ("receivable", payment.payer)
        for line in adjudicate(payment.claim).lines:
            self._post(("unapplied", payment.payer), receivable, sign * line.paid_cents)
            for move in line.movements:
                party = payment.payer if move.kind == "withhold" else ""
                self._post((move.kind, party), receivable, sign * move.cents)

    def _tie(self) -> None:
        payer = self.order[0]
        if payer not in self.billed:
            return
        tied = tied_takeback_cents(self.plbs, is_reversal_posted=self.has_reversal)
        self._post(("receivable", payer), ("offset", payer), tied - self.tied_cents)
        self.tied_cents = tied

    def _transfer(self) -> None:
        payers = [payer for payer in self.order if payer in self.billed]
        owed = who_owes(
            self.charge_cents, [self._answer(p) for p in payers], self.patient_paid_cents
        )
        held = {party: self["receivable", party] for party in (*payers, PATIENT)}
        for move in transfers(held, owed):
            now, before = str(move.owes_now), str(move.owed_before)
            self._post(("receivable", now), ("receivable", before), move.cents)

    def _answer(self, payer: str) -> PayerAnswer:
        lines = [
            line
            for payment in self.placed
            if payment.payer == payer
            for line in adjudicate(payment.claim).lines
        ]
        moved = sum(move.cents for line in lines for move in line.movements)
        return PayerAnswer(
            payer=payer,
            answered=bool(lines),
            credited_cents=sum(line.paid_cents for line in lines)
            + moved
            - (self.tied_cents if payer == self.order[0] else 0),
            patient=[share for line in lines for share in line.patient],
        )
