"""Provider-level adjustments (PLB): money of the payment that belongs to no claim of it.

domain/835-posting.md 9: a positive PLB amount lowers the payment, a negative one raises it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mainstay.engine import codes

TAKEN = frozenset({"WO", "TL", "WU"})
GIVEN_BACK = frozenset({"72", "B2"})
_OF_A_PAYER = frozenset({"offset", "withhold", "unapplied"})


@dataclass(frozen=True, slots=True)
class PlbMovement:
    """Debit the account, credit the payer's clearing, by ``cents``; negative swaps the sides.

    ``has_party`` tells whether the account is kept per payer; ``known`` is False for a code that
    is not in our table: it waits in ``unapplied`` and a person explains it.
    """

    account_kind: str
    cents: int
    has_party: bool
    known: bool


def provider_adjustment(code: str, cents: int) -> PlbMovement:
    """The ledger account that one PLB amount moves, by the table of DESIGN 9."""
    entry = codes.plb(code)
    return PlbMovement(entry.account, cents, entry.account in _OF_A_PAYER, entry.is_known)


def tied_takeback_cents(adjustments: Iterable[tuple[str, int]], *, is_reversal_posted: bool) -> int:
    """What was taken back under one reference and is to be tied to the claim it names, in cents.

    ``adjustments`` are all (PLB code, cents) under that reference so far, in any order: taken by
    WO, TL or WU beyond what came back under it (a negative of these, 72, B2). Nothing is tied once a
    reversal of the claim is posted, for the reversal already lowered it; the caller mirrors the tie.
    """
    if is_reversal_posted:
        return 0
    net = sum(cents for code, cents in adjustments if code in TAKEN | GIVEN_BACK)
    return max(net, 0)
