"""What must be true of every practice's remittances."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from django.db import connection
from django.db.models import F

from mainstay.foundation.db.invariants import Invariant
from mainstay.foundation.ledger.queries.movements import movements
from mainstay.foundation.work.models import WorkItem
from mainstay.revenue.charges.models import Charge
from mainstay.revenue.charges.queries import payer_order
from mainstay.revenue.remits.books import Books, Standing
from mainstay.revenue.remits.models import Answer, ClaimPayment, Parking, Remit

AT_ONCE = 2_000

# What each remit's own postings left on clearing, and how much of it was money. The key of such a
# posting is `remit:`, sixteen hex digits, and what it is.
_CLEARING = """
    SELECT SUBSTR(p.idempotency_key, 7, 16) AS remit_key,
        SUM(CASE WHEN e.debit_id = a.id THEN e.cents ELSE -e.cents END),
        SUM(CASE WHEN p.idempotency_key LIKE 'remit:%%:money' THEN e.cents ELSE 0 END)
    FROM ledger_entry e
    JOIN ledger_posting p ON p.id = e.posting_id
    JOIN ledger_account a ON a.id IN (e.debit_id, e.credit_id) AND a.kind = 'clearing'
    WHERE e.practice_id = %s AND p.idempotency_key LIKE 'remit:%%'
    GROUP BY 1
"""


def _not_cleared(practice_id: int) -> Iterator[str]:
    """Posted remits whose clearing is not zero, or whose money is not what BPR02 says."""
    with connection.cursor() as cursor:
        cursor.execute(_CLEARING, [practice_id])
        left = {key: (int(clearing), int(money)) for key, clearing, money in cursor.fetchall()}
    posted = Remit.objects.for_practice(practice_id).filter(state="posted").order_by("id")
    for key, paid_cents in posted.values_list("remit_key", "paid_cents").iterator():
        clearing, money = left.get(key, (0, 0))
        if clearing:
            yield f"Remit {key} is posted but leaves {clearing} cents on clearing."
        if money != paid_cents:
            yield f"Remit {key} paid {paid_cents} cents; {money} are booked."


def _unfinished(practice_id: int) -> Iterator[str]:
    """Posted remits of which a claim payment has neither a place nor a parking."""
    lost = (
        ClaimPayment.objects.for_practice(practice_id)
        .filter(remit__state="posted", parking__isnull=True, matches__isnull=True)
        .values_list("remit__remit_key", "ordinal")
    )
    for key, ordinal in lost.order_by("remit_id", "ordinal"):
        yield f"Claim payment remit:{key}:clp:{ordinal} is neither matched nor parked."
    for key in (
        Remit.objects.for_practice(practice_id)
        .filter(state="posted")
        .exclude(applied_payments=F("claim_payments"))
        .values_list("remit_key", flat=True)
    ):
        yield f"Remit {key} is posted, but not all of its claim payments are."


def _waiting_without_work(practice_id: int) -> Iterator[str]:
    """Parked payments and held remits that nobody is asked about."""
    keys = set(
        WorkItem.objects.for_practice(practice_id)
        .filter(cause_key__startswith="remit:")
        .values_list("cause_key", flat=True)
    )
    parked = Parking.objects.for_practice(practice_id).filter(placed_at__isnull=True)
    for remit_key, ordinal, reason in parked.order_by("id").values_list(
        "payment__remit__remit_key", "payment__ordinal", "reason"
    ):
        one = f"remit:{remit_key}:clp:{ordinal}:parked"
        cause = f"remit:{remit_key}:earlier" if reason == "earlier" else one
        if cause not in keys:
            yield f"The parked payment remit:{remit_key}:clp:{ordinal} has no work item."
    held = Remit.objects.for_practice(practice_id).filter(state="held").order_by("id")
    for key in held.values_list("remit_key", flat=True):
        if f"remit:{key}:held" not in keys:
            yield f"The held remit {key} has no work item."


def _owed_by_another(practice_id: int) -> Iterator[str]:
    """Charges whose receivables do not lie where the answers say they should."""
    charges = iter(
        Charge.objects.for_practice(practice_id)
        .order_by("id")
        .values_list("id", "encounter_id", "encounter__patient_id", "source_key")
        .iterator(chunk_size=AT_ONCE)
    )
    while part := list(islice(charges, AT_ONCE)):
        yield from _owed_by_another_among(practice_id, part)


def _owed_by_another_among(
    practice_id: int, charges: list[tuple[int, int, int, str]]
) -> Iterator[str]:
    books = Books()
    books.load(movements(practice_id, [charge_id for charge_id, *_ in charges]))
    order = payer_order(practice_id, {encounter_id for _, encounter_id, *_ in charges})
    standing: defaultdict[int, dict[int, Standing]] = defaultdict(dict)
    answers = Answer.objects.for_practice(practice_id).filter(
        charge__in=[charge_id for charge_id, *_ in charges], withdrawn_by__isnull=True
    )
    for payment_id, charge_id, payer_id, paid, credited, patient in answers.values_list(
        "payment_id", "charge_id", "payer_id", "paid_cents", "credited_cents", "patient"
    ):
        share = tuple((carc, cents) for carc, cents in patient)
        standing[charge_id][payer_id] = Standing(
            payment_id, charge_id, payer_id, paid, credited, share
        )
    for charge_id, encounter_id, patient_id, source_key in charges:
        due = books.transfers(
            charge_id,
            order.get(encounter_id, ()),
            standing[charge_id],
            f"patient:{patient_id}",
        )
        if due:
            cents = sum(move.cents for move in due)
            yield f"Charge {source_key}: {cents} cents are owed by another than the books say."


INVARIANTS = (
    Invariant("R001", "A posted remit clears to zero and books what it paid", _not_cleared),
    Invariant("R002", "Every claim payment of a posted remit has a place", _unfinished),
    Invariant("R003", "Whatever waits of a remit has a work item", _waiting_without_work),
    Invariant("R004", "Who owes what follows from the payers' answers", _owed_by_another),
)
