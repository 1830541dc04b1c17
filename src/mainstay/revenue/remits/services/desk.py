"""Place claim payments: find the claim, plan what it moves, write everything of a chunk at once.

The desk holds what is known of the encounters concerned and applies each plan to it, so that a
reversal and its correction in one chunk see each other. ``write`` turns the plans into rows. Payments
are placed in lane order; what waits for a payment that has just been placed is tried again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Min, Q

from mainstay.directory.payers.models import Payer
from mainstay.engine.money import Money, format_cents
from mainstay.engine.posting import (
    PATIENT,
    AdjudicatedClaim,
    AdjudicatedLine,
    LineOutcome,
    Outcome,
    adjudicate,
)
from mainstay.engine.posting.adjudication import POSTABLE, SECONDARY
from mainstay.foundation.ledger import (
    Account,
    Kind,
    Move,
    NewPosting,
    account,
    entries_of_postings,
    post_many,
    postings_by_key,
)
from mainstay.foundation.ledger.queries.movements import movements
from mainstay.revenue.claims.services.families import family_for
from mainstay.revenue.exchange.models import Part
from mainstay.revenue.remits.books import Books, Standing
from mainstay.revenue.remits.events import AnsweredLine, Placed
from mainstay.revenue.remits.matching import (
    Candidate,
    Choice,
    Family,
    LineMatch,
    choose,
    match_lines,
)
from mainstay.revenue.remits.models import Answer, ClaimPayment, Parking
from mainstay.revenue.remits.queries.candidates import candidates_for, encounters_by_id
from mainstay.revenue.remits.queries.stored import claim_payments
from mainstay.revenue.remits.stored import SECONDARY_SEQUENCES, PaidClaim

WITH_PARTY = frozenset({Kind.WITHHOLD})
RETRIED = ("second_adjudication", "reversal_first", "secondary_first")
DUPLICATE = "DUPLICATE"


@dataclass(slots=True)
class Parked:
    """A payment that waits: where its cash is and why. ``is_stored``: its row is there."""

    payment: PaidClaim
    account: str
    reason: str
    sentence: str
    claim_id: int | None
    is_stored: bool
    is_changed: bool = False
    is_placed: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """What a payment does to one charge; becomes its answer."""

    charge_id: int
    paid_cents: int
    credited_cents: int
    patient: tuple[tuple[str, int], ...]
    allowed_cents: int | None
    is_denied: bool


@dataclass(slots=True)
class Plan:
    """A payment that was placed, and all that is to be written of it."""

    payment: PaidClaim
    candidate: Candidate
    family: Family
    rule: str
    matches: Sequence[LineMatch] = ()
    effects: Sequence[Effect] = ()
    outcome: Outcome | None = None
    is_first: bool = False
    answered_by: int | None = None  # an earlier payment whose answer stands above this one
    withdrawn: list[int] = field(default_factory=list)
    negates: str = ""

    @property
    def charge_ids(self) -> list[int]:
        return sorted({charge_id for match in self.matches for charge_id, _ in match.charges})

    def placed(self) -> Placed:
        """What others hear of it."""
        return Placed(
            payment_id=self.payment.id,
            key=self.payment.key,
            claim_id=self.family.id,
            payer_id=self.family.payer_id,
            provider_id=self.candidate.provider_id,
            paid_on=self.payment.remit.paid_on,
            is_reversal=self.payment.is_reversal,
            is_first=self.is_first,
            lines=() if self.answered_by else tuple(self._lines()),
            withdrawn=tuple(dict.fromkeys(self.withdrawn)),
        )

    def _lines(self) -> Iterable[AnsweredLine]:
        lines = {line.id: line for line in self.payment.lines}
        charges = {match.line_id: match.charges[0][0] for match in self.matches}
        for outcome in self.outcome.lines if self.outcome else ():
            line = lines.get(outcome.key)  # type: ignore[call-overload]
            yield AnsweredLine(
                charge_id=charges[outcome.key],  # type: ignore[index]
                procedure=line.procedure if line else "",
                service_on=line.service_on if line else self.payment.service_on,
                outcome=outcome,
            )


class Desk:
    """What is known of some encounters, and what placing payments on them will write."""

    def __init__(self, practice_id: int, *, at: datetime) -> None:
        self.practice_id, self.at = practice_id, at
        self.books = Books()
        self.encounters: dict[int, Candidate] = {}
        self.candidates: dict[int, list[Candidate]] = {}
        self.standing: defaultdict[int, dict[int, Standing]] = defaultdict(dict)
        self.paid_on: dict[int, date] = {}
        self.answered_claims: set[int] = set()
        self.known: dict[int, PaidClaim] = {}
        self.placed_on: dict[int, tuple[int, int]] = {}  # encounter and claim, by payment
        self.parked: dict[int, Parked] = {}
        self.plans: list[Plan] = []
        self.pending: list[NewPosting] = []
        self.posting_ids: dict[str, int] = {}
        self.moves_of: dict[str, tuple[Sequence[Move], date]] = {}
        self.withdrawals: dict[tuple[int, int], int] = {}  # by payment and charge, by whom
        self.left_on_clearing: Counter[int] = Counter()  # by remit
        self.changed: set[int] = set()  # encounters
        self._accounts: dict[tuple[str, str | None], Account] = {}
        self._contracts: dict[int, bool] = {}
        self._first_837_on: date | None = None

    # What is known.

    def take(self, payments: Sequence[PaidClaim]) -> None:
        """Learn all there is to know about these payments. Some twenty queries."""
        self.candidates |= candidates_for(self.practice_id, payments)
        self.known |= {payment.id: payment for payment in payments}
        about = {one.encounter_id: one for found in self.candidates.values() for one in found}
        for payment_id, found in self.candidates.items():
            self.candidates[payment_id] = [
                self.encounters.get(one.encounter_id, one) for one in found
            ]
        about |= self._learn_originals([p for p in payments if p.is_reversal], set(about))
        fresh = self.learn_encounters(list(about.values()))
        if fresh:
            self._take_waiting(fresh)

    def learn_encounters(self, found: Sequence[Candidate]) -> list[Candidate]:
        """Learn books, payers and answers of those encounters that are new here; which they are."""
        fresh = {one.encounter_id: one for one in found if one.encounter_id not in self.encounters}
        if not fresh:
            return []
        self.encounters |= fresh
        charge_ids = [pk for one in fresh.values() for pk in one.charge_ids]
        self.books.load(movements(self.practice_id, charge_ids))
        self._learn_answers(charge_ids)
        payer_ids = {family.payer_id for one in fresh.values() for family in one.families}
        unknown = payer_ids - self._contracts.keys()
        contracts = Payer.objects.for_practice(self.practice_id).filter(pk__in=unknown)
        self._contracts |= dict(contracts.values_list("id", "is_contracted"))
        return list(fresh.values())

    def _learn_answers(self, charge_ids: Sequence[int]) -> None:
        rows = Answer.objects.for_practice(self.practice_id).filter(charge__in=charge_ids)
        for payment_id, charge_id, claim_id, payer_id, paid, credited, patient, by, paid_on in (
            rows.order_by("id").values_list(
                "payment_id", "charge_id", "claim_id", "payer_id", "paid_cents",
                "credited_cents", "patient", "withdrawn_by_id", "payment__remit__paid_on",
            )
        ):  # fmt: skip
            self.answered_claims.add(claim_id)
            self.paid_on[payment_id] = paid_on
            if by is None:
                share = tuple((carc, cents) for carc, cents in patient)
                self.standing[charge_id][payer_id] = Standing(
                    payment_id, charge_id, payer_id, paid, credited, share
                )

    def _learn_originals(
        self, reversals: Sequence[PaidClaim], known: set[int]
    ) -> dict[int, Candidate]:
        """Payments that these reversals may negate, and their encounters as far as they are new."""
        if not reversals:
            return {}
        numbers = {p.claim_number for p in reversals} - {""}
        payer_numbers = {p.payer_claim_number for p in reversals} - {""}
        wanted = Q(claim_number__in=numbers) | Q(payer_claim_number__in=payer_numbers)
        settled = Q(answers__isnull=False) | Q(
            parking__placed_at__isnull=True, parking__isnull=False
        )
        ids = (
            ClaimPayment.objects.for_practice(self.practice_id)
            .filter(wanted, settled)
            .exclude(status="22")
            .values_list("id", flat=True)
            .distinct()
        )
        originals = claim_payments(self.practice_id, Q(pk__in=set(ids) - self.known.keys()))
        self.known |= {payment.id: payment for payment in originals}
        self.learn_parkings(Q(payment__in=[payment.id for payment in originals]))
        rows = Answer.objects.for_practice(self.practice_id).filter(
            payment__in=[payment.id for payment in originals]
        )
        for payment_id, encounter_id, claim_id in rows.values_list(
            "payment_id", "claim__encounter_id", "claim_id"
        ):
            self.placed_on[payment_id] = encounter_id, claim_id
        self._learn_postings([payment.key for payment in originals])
        missing = {encounter for encounter, _ in self.placed_on.values()} - known
        return encounters_by_id(self.practice_id, missing - self.encounters.keys())

    def _learn_postings(self, keys: Sequence[str]) -> None:
        """Ids and moves of postings that may be mirrored."""
        found = postings_by_key(self.practice_id, keys)
        moves: defaultdict[str, list[Move]] = defaultdict(list)
        for entry in entries_of_postings(self.practice_id, list(found)):
            moves[entry.posting_key].append(
                Move(entry.debit, entry.credit, entry.cents, entry.charge_id, entry.reason)
            )
        for key, row in found.items():
            self.posting_ids[key] = row.id
            self.moves_of[key] = moves[key], row.effective_on

    def learn_parkings(self, wanted: Q) -> None:
        """Learn the open parkings that fit; their payments are known already or taken after."""
        rows = Parking.objects.for_practice(self.practice_id).filter(wanted, placed_at__isnull=True)
        keys = []
        for payment_id, account_kind, reason, sentence, claim_id in rows.values_list(
            "payment_id", "account", "reason", "sentence", "claim_id"
        ):
            if payment_id in self.parked:
                continue
            payment = self.known[payment_id]
            self.parked[payment_id] = Parked(
                payment, account_kind, reason, sentence, claim_id, is_stored=True
            )
            keys.append(f"{payment.key}:parked")
        if keys:
            self._learn_postings(keys)

    # Placing.

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

    def _take_waiting(self, fresh: Iterable[Candidate]) -> None:
        """Learn what waits for claims of these encounters, so that it can be tried again."""
        claims = [family.id for one in fresh for family in one.families]
        waiting = Parking.objects.for_practice(self.practice_id).filter(
            claim__in=claims, placed_at__isnull=True, reason__in=RETRIED
        )
        ids = set(waiting.values_list("payment_id", flat=True)) - self.candidates.keys()
        if ids:
            self.take(claim_payments(self.practice_id, Q(pk__in=ids)))
            self.learn_parkings(Q(payment__in=ids))

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
        self._contracts.setdefault(
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
            return self._park(payment, _reason_to_park(payment, outcome), outcome.park, family.id)
        plan.effects = effects = _effects(plan)
        before = [
            standing
            for effect in effects
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
            is_without_contract=not self._contracts.get(family.payer_id, True),
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
            for charge_id, cents in _shared(line.paid_cents, match):
                moves.append(Move(clearing, receivable, cents, charge_id, "paid"))
            for movement in line.movements:
                party = payer if movement.kind in WITH_PARTY else None
                against = self.account(movement.kind, party)
                for charge_id, cents in _shared(movement.cents, match):
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
            and _same_claim(one, payment)
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
        self._mirror(original.key, payment.key, "reversal", payment)
        self.transfer(payment.key, payment, candidate, plan.charge_ids)

    def _withdraw(self, standing: Standing, *, by: Plan) -> None:
        self.standing[standing.charge_id].pop(standing.payer_id, None)
        self.withdrawals[standing.payment_id, standing.charge_id] = by.payment.id
        by.withdrawn.append(standing.payment_id)

    # Parking.

    def _park_unmatched(self, payment: PaidClaim, choice: Choice) -> bool:
        if payment.days and self._first_837() > max(payment.days):
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
        self._mirror(f"{payment.key}:parked", f"{payment.key}:placed", "placed", payment)

    def _first_837(self) -> date:
        """The date of the practice's first 837; ``date.min`` while there is none."""
        if self._first_837_on is None:
            parts = Part.objects.for_practice(self.practice_id).filter(kind="claims")
            first = parts.aggregate(first=Min("sort_on"))["first"]
            self._first_837_on = first or date.min
        return self._first_837_on

    # Booking.

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

    def _mirror(self, key: str, new_key: str, kind: str, payment: PaidClaim) -> None:
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
        self.books.apply(moves)
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
        """Bring who owes these charges to where it belongs, as one posting ``{cause}:who``."""
        patient = f"patient:{candidate.patient_id}"
        moves = []
        for charge_id in charge_ids:
            for move in self.books.transfers(
                charge_id,
                candidate.payers,
                self.standing[charge_id],
                patient,
            ):
                now = patient if move.owes_now == PATIENT else str(move.owes_now)
                before = patient if move.owed_before == PATIENT else str(move.owed_before)
                moves.append(
                    Move(
                        self.account(Kind.RECEIVABLE, now),
                        self.account(Kind.RECEIVABLE, before),
                        move.cents,
                        charge_id,
                        f"PR-{move.reason}" if move.reason else "",
                    )
                )
        if moves:
            self.pending.append(NewPosting(f"{cause}:who", "who", source, on, on, moves))
            self.books.apply(moves)
            self.changed.add(candidate.encounter_id)

    def flush(self) -> None:
        """Write the postings planned so far."""
        posted = post_many(self.practice_id, self.pending, at=self.at)
        self.posting_ids.update(posted.ids)
        self.pending.clear()

    def _named(self, payment_id: int) -> str:
        """A payment as a sentence names it."""
        payment = self.known.get(payment_id)
        if payment is None:
            return "An earlier payment"
        return f"Payment {payment.ordinal} of {payment.remit.trace_number}"


_NOTHING = Outcome(lines=(), balanced=True, imbalance="", park="")


def _reason_to_park(payment: PaidClaim, outcome: Outcome) -> str:
    if not outcome.balanced:
        return "own_sums"
    return "secondary_first" if payment.status in POSTABLE else "other"


def _same_claim(one: PaidClaim, other: PaidClaim) -> bool:
    """The payer's number is the same, or ours is."""
    if one.payer_claim_number and one.payer_claim_number == other.payer_claim_number:
        return True
    return bool(one.claim_number) and one.claim_number == other.claim_number


def _shared(cents: int, match: LineMatch) -> list[tuple[int, int]]:
    """An amount of a line over its charges."""
    if not cents:
        return []
    if len(match.charges) == 1:
        return [(match.charges[0][0], cents)]
    parts = Money(cents).split([weight for _, weight in match.charges])
    return [
        (charge_id, part.cents) for (charge_id, _), part in zip(match.charges, parts, strict=True)
    ]


def _effects(plan: Plan) -> list[Effect]:
    """What the lines do to each charge, summed."""
    matches: Mapping[int | None, LineMatch] = {match.line_id: match for match in plan.matches}
    paid: Counter[int] = Counter()
    credited: Counter[int] = Counter()
    allowed: defaultdict[int, list[int]] = defaultdict(list)
    patient: defaultdict[int, Counter[str]] = defaultdict(Counter)
    denied: defaultdict[int, list[bool]] = defaultdict(list)
    for line in plan.outcome.lines if plan.outcome else ():
        match = matches[line.key]  # type: ignore[index]
        _add_shares(line, match, paid, credited, patient)
        for charge_id, cents in _shared(line.allowed_cents or 0, match):
            allowed[charge_id].append(cents)
        for charge_id, _ in match.charges:
            denied[charge_id].append(line.is_denied)
            if line.allowed_cents is not None:
                allowed[charge_id].append(0)
    return [
        Effect(
            charge_id,
            paid[charge_id],
            credited[charge_id],
            tuple((carc, cents) for carc, cents in patient[charge_id].items() if cents),
            sum(allowed[charge_id]) if allowed[charge_id] else None,
            all(denied[charge_id]),
        )
        for charge_id in plan.charge_ids
    ]


def _add_shares(
    line: LineOutcome,
    match: LineMatch,
    paid: Counter[int],
    credited: Counter[int],
    patient: defaultdict[int, Counter[str]],
) -> None:
    for charge_id, cents in _shared(line.paid_cents, match):
        paid[charge_id] += cents
        credited[charge_id] += cents
    for movement in line.movements:
        for charge_id, cents in _shared(movement.cents, match):
            credited[charge_id] += cents
    for carc, share in line.patient:
        for charge_id, cents in _shared(share, match):
            patient[charge_id][carc] += cents
