"""What is known of some encounters: candidates, books, answers, and payments that wait or stand.

Learned in bulk for a chunk of claim payments, before any of them is placed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.db.models import Min, Q

from mainstay.directory.payers.models import Payer
from mainstay.foundation.db.reads import Rows, written_once
from mainstay.foundation.ledger import Move, entries_of_postings, postings_by_key
from mainstay.foundation.ledger.queries.movements import movements
from mainstay.revenue.exchange.models import Part
from mainstay.revenue.remits.books import Books, Standing
from mainstay.revenue.remits.matching import Candidate
from mainstay.revenue.remits.models import Answer, ClaimPayment, Parking
from mainstay.revenue.remits.plans import Parked
from mainstay.revenue.remits.queries.candidates import candidates_for, encounters_by_id
from mainstay.revenue.remits.queries.stored import claim_payments
from mainstay.revenue.remits.stored import PaidClaim

RETRIED = ("second_adjudication", "reversal_first", "secondary_first")
"""Reasons that another payment of the same claim may remove."""


class Known:
    """What is known of the encounters that some payments may be about."""

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
        self.posting_ids: dict[str, int] = {}
        self.moves_of: dict[str, tuple[Sequence[Move], date]] = {}
        self.contracts: dict[int, bool] = {}
        self._first_837_on: date | None = None

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
        unknown = payer_ids - self.contracts.keys()
        if unknown:
            self.contracts |= dict(_contracts(self.practice_id, unknown))
        return list(fresh.values())

    def _learn_answers(self, charge_ids: Sequence[int]) -> None:
        for (
            payment_id,
            charge_id,
            claim_id,
            payer_id,
            paid,
            credited,
            patient,
            by,
            paid_on,
        ) in _answers(self.practice_id, charge_ids):
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

    def _take_waiting(self, fresh: Iterable[Candidate]) -> None:
        """Learn what waits for claims of these encounters, so that it can be tried again."""
        claims = [family.id for one in fresh for family in one.families]
        ids = set(_retried(self.practice_id, claims)) - self.candidates.keys()
        if ids:
            self.take(claim_payments(self.practice_id, Q(pk__in=ids)))
            self.learn_parkings(Q(payment__in=ids))

    def first_837(self) -> date:
        """The date of the practice's first 837; ``date.min`` while there is none."""
        if self._first_837_on is None:
            parts = Part.objects.for_practice(self.practice_id).filter(kind="claims")
            first = parts.aggregate(first=Min("sort_on"))["first"]
            self._first_837_on = first or date.min
        return self._first_837_on


@written_once
def _contracts(practice_id: int, payer_ids: Collection[int]) -> Rows:
    payers = Payer.objects.for_practice(practice_id).filter(pk__in=payer_ids)
    return payers.values_list("id", "is_contracted")


@written_once
def _answers(practice_id: int, charge_ids: Collection[int]) -> Rows:
    answers = Answer.objects.for_practice(practice_id).filter(charge__in=charge_ids)
    return answers.order_by("id").values_list(
        "payment_id", "charge_id", "claim_id", "payer_id", "paid_cents", "credited_cents",
        "patient", "withdrawn_by_id", "payment__remit__paid_on",
    )  # fmt: skip


@written_once
def _retried(practice_id: int, claim_ids: Collection[int]) -> Rows:
    waiting = Parking.objects.for_practice(practice_id).filter(
        claim__in=claim_ids, placed_at__isnull=True, reason__in=RETRIED
    )
    return waiting.values_list("payment_id", flat=True)
