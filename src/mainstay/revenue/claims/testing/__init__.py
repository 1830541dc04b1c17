"""Claims for any package's tests: 837s and their answers as EDI, applied by the real services."""

from mainstay.revenue.claims.testing.applied import (
    NOON,
    a_claim,
    a_file,
    a_sent_claim,
    an_encounter,
    apply_answers,
    apply_claims_of,
)
from mainstay.revenue.claims.testing.edi import (
    Bill,
    BilledLine,
    Ruled,
    Set,
    a_277ca,
    a_999,
    a_ta1,
    an_837,
)

__all__ = [
    "NOON",
    "Bill",
    "BilledLine",
    "Ruled",
    "Set",
    "a_277ca",
    "a_999",
    "a_claim",
    "a_file",
    "a_sent_claim",
    "a_ta1",
    "an_837",
    "an_encounter",
    "apply_answers",
    "apply_claims_of",
]
