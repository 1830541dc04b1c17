"""The figures of a month's page: their names, how each is stored, and what each opens to."""

from dataclasses import asdict, dataclass
from typing import Any

ACCEPTANCE = "first_pass_acceptance"
CLEAN_CLAIM_RATE = "clean_claim_rate"
DENIAL_RATE = "first_pass_denial_rate"
DENIAL_RATE_DOLLARS = "first_pass_denial_rate_dollars"
DSO = "dso"
OVER_90 = "ar_over_90"
NET_COLLECTION = "net_collection_rate"
NET_COLLECTION_PERIOD = "net_collection_rate_period"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFigure:
    """One figure of a month as computed: whole numbers, so that nothing is rounded before display.

    ``counts`` is what numerator and denominator count: claims or cents. ``unit`` is percent or
    days; ``days`` the length of the window a number of days is made over. ``basis`` says in words
    what was counted, ``caution`` what weakens the figure (a substitute, a short window).
    """

    name: str
    numerator: int | None
    denominator: int | None
    counts: str
    unit: str
    basis: str
    days: int = 0
    caution: str = ""

    def to_json(self) -> dict[str, Any]:
        """As it is stored with a month."""
        return asdict(self)
