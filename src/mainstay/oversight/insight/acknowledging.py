"""What one acknowledgement, as stored, finally says of a claim. Pure.

Sources: domain/metrics.md 3, claim-lifecycle.md 5; the categories are engine.codes' table.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from mainstay.engine import codes
from mainstay.oversight.insight.first_pass import Outcome

_REJECTING = frozenset("RMWX")
"""TA104, AK901 and IK501: rejected outright, or for its authentication."""


def ruling_of(kind: str, body: Mapping[str, Any]) -> Outcome:
    """The final ruling of a fact of this kind, or "" when it decides nothing."""
    if kind in ("interchange_ack", "group_ack", "set_ack"):
        return "rejected" if body.get("code") in _REJECTING else ""
    states = {codes.claim_status_category(code).state for code in _categories(body)}
    if "rejected" in states:
        return "rejected"
    if kind == "claim_status" and "accepted" in states:
        return "accepted"
    return ""


def _categories(body: Mapping[str, Any]) -> Iterator[str]:
    for status in body.get("statuses", ()):
        yield status["category"] if isinstance(status, Mapping) else status[0]
