"""Tables of claims."""

from mainstay.revenue.claims.models.claim import Act, Claim, Identifier, Line, Submission, Version
from mainstay.revenue.claims.models.fact import Fact, Match, Naming, StatusDue

__all__ = [
    "Act",
    "Claim",
    "Fact",
    "Identifier",
    "Line",
    "Match",
    "Naming",
    "StatusDue",
    "Submission",
    "Version",
]
