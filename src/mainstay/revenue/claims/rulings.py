"""What one acknowledgement, as stored, finally says of the claims it names. Pure.

Sources: domain/metrics.md 3, claim-lifecycle.md 3: A1 alone rules nothing; A2 and A5 accept; A3, A4,
A6, A7 and A8 reject; a TA1 or 999 can only reject, its acceptance is of the envelope.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from mainstay.engine import codes
from mainstay.revenue.claims.states import Ruling

REJECTING = frozenset("RMWX")
"""TA104, AK901 and IK501: rejected outright, or for its authentication or security."""


def ruling_of(kind: str, body: Mapping[str, Any]) -> Ruling:
    """The final ruling of a fact of this kind, or "" when it decides nothing."""
    if kind in ("interchange_ack", "group_ack", "set_ack"):
        return "rejected" if body.get("code") in REJECTING else ""
    states = {codes.claim_status_category(code).state for code in _categories(body)}
    if "rejected" in states:
        return "rejected"
    if kind == "claim_status" and "accepted" in states:
        return "accepted"
    return ""


def _categories(body: Mapping[str, Any]) -> Iterator[str]:
    for status in body.get("statuses", ()):
        yield status["category"]
