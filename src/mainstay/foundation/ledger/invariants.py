"""What must be true of every practice's books."""

from collections.abc import Iterator

from django.db import connection
from django.db.models import F

from mainstay.foundation.db.invariants import Invariant
from mainstay.foundation.ledger.models import Posting


def _balances_differ(practice_id: int) -> Iterator[str]:
    """Cached balances that are not the sum of their entries, and sums that have no cache."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT a.kind, a.party_kind, a.party_id, d.charge_id, d.cached, d.summed
            FROM (
                SELECT account_id, charge_id, SUM(cached) AS cached, SUM(summed) AS summed FROM (
                    SELECT account_id, charge_id, cents AS cached, 0 AS summed
                    FROM ledger_balance WHERE practice_id = %s
                    UNION ALL
                    SELECT debit_id, CASE a.kind WHEN 'receivable' THEN e.charge_id ELSE 0 END,
                        0, e.cents
                    FROM ledger_entry e JOIN ledger_account a ON a.id = e.debit_id
                    WHERE e.practice_id = %s
                    UNION ALL
                    SELECT credit_id, CASE a.kind WHEN 'receivable' THEN e.charge_id ELSE 0 END,
                        0, -e.cents
                    FROM ledger_entry e JOIN ledger_account a ON a.id = e.credit_id
                    WHERE e.practice_id = %s
                ) AS sides
                GROUP BY account_id, charge_id
                HAVING SUM(cached) <> SUM(summed)
            ) AS d
            JOIN ledger_account a ON a.id = d.account_id
            ORDER BY d.account_id, d.charge_id
            """,
            [practice_id] * 3,
        )
        for kind, party_kind, party_id, charge_id, cached, summed in cursor.fetchall():
            party = f":{party_kind}:{party_id}" if party_kind else ""
            yield (
                f"{kind}{party}, charge {charge_id}: the balance says {cached} cents, "
                f"its entries add up to {summed}."
            )


def _empty_postings(practice_id: int) -> Iterator[str]:
    empty = Posting.objects.for_practice(practice_id).filter(entries__isnull=True)
    for key in empty.values_list("idempotency_key", flat=True):
        yield f"{key} moves nothing."


def _early_reversals(practice_id: int) -> Iterator[str]:
    early = Posting.objects.for_practice(practice_id).filter(
        effective_on__lt=F("reverses__effective_on")
    )
    for key, original in early.values_list("idempotency_key", "reverses__idempotency_key"):
        yield f"{key} stands in the books before {original}, which it reverses."


def _unlike_mirrors(practice_id: int) -> Iterator[str]:
    """Reversals whose money is not that of their original."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.idempotency_key FROM ledger_posting p
            WHERE p.practice_id = %s AND p.reverses_id IS NOT NULL AND EXISTS (
                SELECT 1 FROM (
                    SELECT debit_id AS d, credit_id AS c, charge_id, cents
                    FROM ledger_entry WHERE posting_id = p.id
                    UNION ALL
                    SELECT credit_id, debit_id, charge_id, -cents
                    FROM ledger_entry WHERE posting_id = p.reverses_id
                ) AS legs
                GROUP BY d, c, charge_id HAVING SUM(cents) <> 0
            )
            ORDER BY p.idempotency_key
            """,
            [practice_id],
        )
        for (key,) in cursor.fetchall():
            yield f"{key} is not the mirror image of what it reverses."


def _receivables_without_charge(practice_id: int) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.idempotency_key FROM ledger_entry e
            JOIN ledger_posting p ON p.id = e.posting_id
            JOIN ledger_account a ON a.id IN (e.debit_id, e.credit_id) AND a.kind = 'receivable'
            WHERE e.practice_id = %s AND e.charge_id IS NULL
            """,
            [practice_id],
        )
        for (key,) in cursor.fetchall():
            yield f"{key} moves a receivable without naming its charge."


INVARIANTS = (
    Invariant("L001", "Every balance is the sum of its entries", _balances_differ),
    Invariant("L002", "Every posting moves something", _empty_postings),
    Invariant("L003", "A reversal never stands before what it reverses", _early_reversals),
    Invariant("L004", "A reversal is the mirror image of its original", _unlike_mirrors),
    Invariant("L005", "Every entry on a receivable names a charge", _receivables_without_charge),
)
