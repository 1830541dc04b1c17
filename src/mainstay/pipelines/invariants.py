"""Promises between the ledger, which knows only ids, and the packages whose ids they are."""

from collections.abc import Iterator

from django.db import connection

from mainstay.foundation.db.invariants import Invariant

_UNKNOWN_CHARGES = """
    SELECT DISTINCT e.charge_id FROM ledger_entry e
    LEFT JOIN charges_charge c ON c.id = e.charge_id AND c.practice_id = e.practice_id
    WHERE e.practice_id = %s AND e.charge_id IS NOT NULL AND c.id IS NULL
"""
_UNKNOWN_PARTIES = """
    SELECT a.party_kind, a.party_id FROM ledger_account a
    LEFT JOIN payers_payer p ON a.party_kind = 'payer' AND p.id = a.party_id
        AND p.practice_id = a.practice_id
    LEFT JOIN patients_patient q ON a.party_kind = 'patient' AND q.id = a.party_id
        AND q.practice_id = a.practice_id
    WHERE a.practice_id = %s AND a.party_kind <> '' AND p.id IS NULL AND q.id IS NULL
"""


def _unknown_charges(practice_id: int) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(_UNKNOWN_CHARGES, [practice_id])
        for (charge_id,) in cursor.fetchall():
            yield f"The ledger names charge {charge_id}, which this practice does not have."


def _unknown_parties(practice_id: int) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(_UNKNOWN_PARTIES, [practice_id])
        for kind, party_id in cursor.fetchall():
            yield f"The ledger names {kind} {party_id}, which this practice does not have."


INVARIANTS = (
    Invariant("L101", "Every charge in the ledger exists", _unknown_charges),
    Invariant("L102", "Every party in the ledger exists", _unknown_parties),
)
