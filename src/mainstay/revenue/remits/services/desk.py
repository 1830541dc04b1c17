"""Place claim payments: find the claim, plan what it moves; ``writing.write`` then writes it all.

The desk holds what is known of the encounters concerned and applies each plan to it, so that a
reversal and its correction in one chunk see each other. Payments are placed in their order; what waits
for a payment that has just been placed is tried again at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from mainstay.directory.payers.models import Payer
from mainstay.engine.money import format_cents
from mainstay.engine.posting import AdjudicatedClaim, AdjudicatedLine, Outcome, adjudicate
from mainstay.engine.posting.adjudication import SECONDARY
from mainstay.foundation.ledger import Kind, Move
from mainstay.revenue.claims.services.families import family_for
from mainstay.revenue.remits.books import Standing
from mainstay.revenue.remits.matching import (
    Candidate,
    Choice,
    Family,
    LineMatch,
    choose,
    match_lines,
)
from mainstay.revenue.remits.plans import Parked, Plan, effects, reason_to_park, same_claim, shared
from mainstay.revenue.remits.services.booking import Booking
from mainstay.revenue.remits.services.known import RETRIED
from mainstay.revenue.remits.stored import SECONDARY_SEQUENCES, PaidClaim

WITH_PARTY = frozenset({Kind.WITHHOLD})
DUPLICATE = "DUPLICATE"


class Desk(Booking):
    """Where claim payments are placed or parked, one after the other."""

    def __init__(self, practice_id: int, *, at: datetime) -> None:
        super().__init__(practice_id, at=at)
        self.plans: list[Plan] = []
        self.withdrawals: dict[tuple[int, int], int] = {}  # by payment and charge, by whom

    def place(self, payments: Iterable[PaidClaim]) -> None:
        """Place or park each payment in turn, and with each whatever waited for it."""
        for payment in payments:
            if not self._is_settled(payment) and self._place(payment):
                self._retry(self.placed_on.get(payment.id))

    def _place(self, payment: PaidClaim) -> bool:
        choice = choose(payment, self.candidates.get(payment.id, ()), payment.remit.payer_id)
        if payment.is_reversal:
            return self._reverse(payment, choice)
        if choice.candidate is None:
            return self._park_unmatched(payment, choice)
        family = choice.family or self._unbilled(payment, choice.candidate)
        return self._adjudicate(payment, choice.candidate, family, choice.rule)

    def _retry(self, about: tuple[int, int] | None) -> None:
        """Try again what waits for a claim of this encounter, until nothing more can be placed."""
        if about is None:
            return
        claims = {family.id for family in self.encounters[about[0]].families}
        while True:
            waiting = sorted(
                (
                    parked
                    for parked in self.parked.values()
                    if not parked.is_placed
                    and parked.claim_id in claims
                    and parked.reason in RETRIED
                ),
                key=lambda parked: parked.payment.order,
            )
            if not any(self._place(parked.payment) for parked in waiting):
                return

    def _unbilled(self, payment: PaidClaim, candidate: Candidate) -> Family:
        """The claim of a payer that answers without having been billed here, or not yet.

        A payer new to the encounter comes after its last one.
        """
        sequence = SECONDARY_SEQUENCES.get(payment.status, "P")
        payer_id = payment.remit.payer_id
        claim_id = family_for(
            self.practice_id,
            encounter_id=candidate.encounter_id,
            payer_id=payer_id,
            sequence=sequence,
            source_key=payment.source_key,
        )
        family = Family(claim_id, payer_id, sequence)
        candidate.families.append(family)
        if payer_id not in candidate.payers:
            candidate.payers.append(payer_id)
        self.contracts.setdefault(
            payer_id, Payer.objects.values_list("is_contracted", flat=True).get(pk=payer_id)
        )
        return family

    def _adjudicate(
        self, payment: PaidClaim, candidate: Candidate, family: Family, rule: str
    ) -> bool:
        matches = match_lines(payment, [*family.lines, *candidate.charges])
        plan = Plan(payment, candidate, family, rule, matches)
        if not matches:
            sentence = "Its claim was withdrawn: nothing is charged on it any more."
            return self._park(payment, "other", sentence, family.id)
        plan.outcome = outcome = adjudicate(self._read(plan))
        if outcome.park:
            return self._park(payment, reason_to_park(payment, outcome), outcome.park, family.id)
        plan.effects = effects(plan)
        before = [
            standing
            for effect in plan.effects
            if (standing := self.standing[effect.charge_id].get(family.payer_id))
        ]
        if before and self._says_nothing_new(plan, before):
            plan.answered_by = before[0].payment_id
        elif any(standing.moves for standing in before):
            sentence = (
                f"{self._named(before[0].payment_id)} already answered for these charges, and no"
                " reversal of it has come."
            )
            return self._park(payment, "second_adjudication", sentence, family.id)
        self._unpark(payment)
        self._book(plan, before)
        return True

    def _read(self, plan: Plan) -> AdjudicatedClaim:
        payment, family = plan.payment, plan.family
        is_secondary = payment.status in SECONDARY or family.sequence != "P"
        lines = [
            AdjudicatedLine(
                key=line.id,
                charge_cents=line.charge_cents,
                paid_cents=line.paid_cents,
                adjustments=payment.adjustments_of(line.id),
                remarks=line.remarks,
                allowed_b6_cents=line.allowed_cents,
                left_before_cents=self._left_before(plan, line.id) if is_secondary else None,
            )
            for line in payment.lines
        ]
        return AdjudicatedClaim(
            status=payment.status,
            charge_cents=payment.charge_cents,
            paid_cents=payment.paid_cents,
            is_secondary=is_secondary,
            is_without_contract=not self.contracts.get(family.payer_id, True),
            lines=lines,
            claim_adjustments=payment.adjustments_of(None),
            remarks=payment.remarks,
        )

    def _left_before(self, plan: Plan, line_id: int) -> int | None:
        """What the line's charges still owed before this payer; None until those in front spoke."""
        order = plan.candidate.payers
        payer_id = plan.family.payer_id
        in_front = order[: order.index(payer_id)] if payer_id in order else order
        charges = [
            c for match in plan.matches if match.line_id == line_id for c, _ in match.charges
        ]
        if any(payer not in self.standing[charge] for charge in charges for payer in in_front):
            return None
        party = f"payer:{payer_id}"
        return sum(self.books.left_by_payers(charge, but=party) for charge in charges)

    def _says_nothing_new(self, plan: Plan, before: Sequence[Standing]) -> bool:
        """A refusal beside an answer that stands: a duplicate's, or one that is older."""
        if any(effect.credited_cents or effect.patient for effect in plan.effects):
            return False
        denials = [denial for line in (plan.outcome or _NOTHING).lines for denial in line.denials]
        is_older = all(
            plan.payment.remit.paid_on < self.paid_on[standing.payment_id] for standing in before
        )
        return is_older or (
            bool(denials) and all(denial.category == DUPLICATE for denial in denials)
        )

    def _book(self, plan: Plan, before: Sequence[Standing]) -> None:
        payment, family = plan.payment, plan.family
        plan.is_first = family.id not in self.answered_claims
        self.answered_claims.add(family.id)
        self.paid_on[payment.id] = payment.remit.paid_on
        self.placed_on[payment.id] = plan.candidate.encounter_id, family.id
        self.plans.append(plan)
        self.changed.add(plan.candidate.encounter_id)
        if plan.answered_by:
            return
        for standing in before:
            self._withdraw(standing, by=plan)
        for effect in plan.effects:
            self.standing[effect.charge_id][family.payer_id] = Standing(
                payment.id,
                effect.charge_id,
                family.payer_id,
                effect.paid_cents,
                effect.credited_cents,
                effect.patient,
            )
        self.post(payment.key, "claim_payment", payment, self._moves(plan))
        self.transfer(payment.key, payment, plan.candidate, plan.charge_ids)

    def _moves(self, plan: Plan) -> list[Move]:
        """Cash, then each adjustment that moves money, line by line."""
        payer = f"payer:{plan.family.payer_id}"
        receivable = self.account(Kind.RECEIVABLE, payer)
        clearing = self.account(Kind.CLEARING, f"payer:{plan.payment.remit.payer_id}")
        matches = {match.line_id: match for match in plan.matches}
        moves: list[Move] = []
        for line in plan.outcome.lines if plan.outcome else ():
            match = matches[line.key]  # type: ignore[index]
            for charge_id, cents in shared(line.paid_cents, match):
                moves.append(Move(clearing, receivable, cents, charge_id, "paid"))
            for movement in line.movements:
                party = payer if movement.kind in WITH_PARTY else None
                against = self.account(movement.kind, party)
                for charge_id, cents in shared(movement.cents, match):
                    moves.append(Move(against, receivable, cents, charge_id, movement.reason))
        return moves

    # Reversals.

    def _reverse(self, payment: PaidClaim, choice: Choice) -> bool:
        original = self._original_of(payment)
        if original is None:
            claim_id = choice.family.id if choice.family else None
            if claim_id is None:
                return self._park_unmatched(payment, choice)
            sentence = f"It reverses a payment of {format_cents(-payment.paid_cents)} that has not come yet."
            return self._park(payment, "reversal_first", sentence, claim_id)
        waiting = self.parked.get(original.id)
        if waiting is not None and not waiting.is_placed:
            self._pair(payment, waiting)
            return True
        self._unpark(payment)
        self._negate(payment, original)
        return True

    def _original_of(self, payment: PaidClaim) -> PaidClaim | None:
        """The payment a reversal negates: the same payer, numbers and amounts, not yet reversed.

        One that stands comes before one that waits; then the newest.
        """
        reversed_already = {plan.negates for plan in self.plans}
        fits = [
            one
            for one in self.known.values()
            if not one.is_reversal
            and one.remit.payer_id == payment.remit.payer_id
            and (one.charge_cents, one.paid_cents) == (-payment.charge_cents, -payment.paid_cents)
            and same_claim(one, payment)
            and one.source_key not in reversed_already
            and (self._stands(one) or self._waits(one))
        ]
        return max(fits, key=lambda one: (self._stands(one), one.order), default=None)

    def _stands(self, payment: PaidClaim) -> bool:
        return payment.id in self.placed_on and any(
            standing.payment_id == payment.id
            for charge in self._charges_of(payment)
            for standing in self.standing[charge].values()
        )

    def _waits(self, payment: PaidClaim) -> bool:
        parked = self.parked.get(payment.id)
        return parked is not None and not parked.is_placed

    def _is_settled(self, payment: PaidClaim) -> bool:
        """Whether it waited and found its place already, with another one."""
        parked = self.parked.get(payment.id)
        return parked is not None and parked.is_placed

    def _charges_of(self, payment: PaidClaim) -> list[int]:
        encounter_id, _ = self.placed_on[payment.id]
        return self.encounters[encounter_id].charge_ids

    def _pair(self, payment: PaidClaim, waiting: Parked) -> None:
        """Payment and reversal both wait: their cash cancels out where it lies, nothing is left."""
        if payment.id not in self.parked:
            sentence = f"It reverses {self._named(waiting.payment.id)}, which waited as well."
            self._park(payment, waiting.reason, sentence, waiting.claim_id, waiting.account)
        self.parked[payment.id].is_placed = waiting.is_placed = True

    def _negate(self, payment: PaidClaim, original: PaidClaim) -> None:
        """Mirror what the original moved, withdraw its answers, and see who owes now."""
        encounter_id, claim_id = self.placed_on[original.id]
        candidate = self.encounters[encounter_id]
        family = next(one for one in candidate.families if one.id == claim_id)
        charges = [
            standing
            for charge in self._charges_of(original)
            for standing in list(self.standing[charge].values())
            if standing.payment_id == original.id
        ]
        matches = (LineMatch(None, tuple((s.charge_id, 0) for s in charges), "reverses"),)
        plan = Plan(payment, candidate, family, "reverses", matches, negates=original.source_key)
        self.plans.append(plan)
        self.placed_on[payment.id] = encounter_id, claim_id
        self.changed.add(encounter_id)
        for standing in charges:
            self._withdraw(standing, by=plan)
        self.mirror(original.key, payment.key, "reversal", payment)
        self.transfer(payment.key, payment, candidate, plan.charge_ids)

    def _withdraw(self, standing: Standing, *, by: Plan) -> None:
        self.standing[standing.charge_id].pop(standing.payer_id, None)
        self.withdrawals[standing.payment_id, standing.charge_id] = by.payment.id
        by.withdrawn.append(standing.payment_id)

    # Parking.

    def _park_unmatched(self, payment: PaidClaim, choice: Choice) -> bool:
        if payment.days and self.first_837() > max(payment.days):
            sentence = "Its services lie before the first 837 of this practice."
            return self._park(payment, "earlier", sentence, None, Kind.EARLIER_BOOKS.value)
        return self._park(payment, "no_match", choice.sentence, None)

    def _park(
        self,
        payment: PaidClaim,
        reason: str,
        sentence: str,
        claim_id: int | None,
        account_kind: str = Kind.UNAPPLIED.value,
    ) -> bool:
        """Book the cash, leave the rest to a reason; one that waits already may get another."""
        parked = self.parked.get(payment.id)
        if parked is not None:
            if reason != "earlier" and (parked.reason, parked.claim_id) != (reason, claim_id):
                parked.reason, parked.sentence, parked.claim_id = reason, sentence, claim_id
                parked.is_changed = True
            return False
        self.parked[payment.id] = Parked(
            payment, account_kind, reason, sentence, claim_id, is_stored=False
        )
        payer = f"payer:{payment.remit.payer_id}"
        party = payer if account_kind == Kind.UNAPPLIED else None
        move = Move(
            self.account(Kind.CLEARING, payer),
            self.account(account_kind, party),
            payment.paid_cents,
            None,
            reason,
        )
        self.post(f"{payment.key}:parked", "parked", payment, [move])
        return False

    def _unpark(self, payment: PaidClaim) -> None:
        parked = self.parked.get(payment.id)
        if parked is None:
            return
        parked.is_placed = True
        self.mirror(f"{payment.key}:parked", f"{payment.key}:placed", "placed", payment)

    def _named(self, payment_id: int) -> str:
        """A payment as a sentence names it."""
        payment = self.known.get(payment_id)
        if payment is None:
            return "An earlier payment"
        return f"Payment {payment.ordinal} of {payment.remit.trace_number}"


_NOTHING = Outcome(lines=(), balanced=True, imbalance="", park="")
