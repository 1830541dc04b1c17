"""An adjudication becomes movements of money; a charge finds who owes its rest. Pure.

``adjudicate`` reads one claim payment of an 835, ``provider_adjustment`` one PLB amount,
``tied_takeback_cents`` what a payer took back under a reference, ``who_owes`` the balance of each
party, ``transfers`` the difference to the books; ``denial_deadline`` and ``priority_cents`` say by
when and in which order denials are worked. docs/developer/posting.md tells the story.
"""

from mainstay.engine.posting.adjudication import adjudicate
from mainstay.engine.posting.balance import imbalance_of
from mainstay.engine.posting.deadlines import (
    Deadline,
    denial_deadline,
    filing_deadline,
    priority_cents,
)
from mainstay.engine.posting.outcome import (
    AdjudicatedClaim,
    AdjudicatedLine,
    Adjustment,
    DeniedAmount,
    LineOutcome,
    Movement,
    Outcome,
)
from mainstay.engine.posting.provider_level import (
    PlbMovement,
    provider_adjustment,
    tied_takeback_cents,
)
from mainstay.engine.posting.responsibility import (
    PATIENT,
    Balances,
    PayerAnswer,
    Transfer,
    transfers,
    who_owes,
)
from mainstay.engine.posting.route import Overrides, Route, route_of

__all__ = [
    "PATIENT",
    "AdjudicatedClaim",
    "AdjudicatedLine",
    "Adjustment",
    "Balances",
    "Deadline",
    "DeniedAmount",
    "LineOutcome",
    "Movement",
    "Outcome",
    "Overrides",
    "PayerAnswer",
    "PlbMovement",
    "Route",
    "Transfer",
    "adjudicate",
    "denial_deadline",
    "filing_deadline",
    "imbalance_of",
    "priority_cents",
    "provider_adjustment",
    "route_of",
    "tied_takeback_cents",
    "transfers",
    "who_owes",
]
