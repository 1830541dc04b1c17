"""Tables of claims."""

from mainstay.revenue.claims.models.claim import Act, Claim, Identifier, Line, Submission, Version
from mainstay.revenue.claims.models.fact import Fact, Match, Waiting

__all__ = [
    "Act",
    "Claim",
    "Fact",
    "Identifier",
    "Line",
    "Match",
    "Submission",
    "Version",
    "Waiting",
]
