"""The figures of a month's page: their names, how each is stored, and what each means in words."""

from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from mainstay.engine import measures

CLEAN_CLAIM_RATE = "clean_claim_rate"
ACCEPTANCE = "first_pass_acceptance"
DENIAL_RATE = "initial_denial_rate"
DENIAL_RATE_DOLLARS = "initial_denial_rate_dollars"
DSO = "dso"
OVER_90 = "ar_over_90"
NET_COLLECTION = "net_collection_rate"
NET_COLLECTION_PERIOD = "net_collection_rate_12_months"

_MEASURES = {
    CLEAN_CLAIM_RATE: "Clean claim rate",
    ACCEPTANCE: "First-pass acceptance",
    DENIAL_RATE: "First-pass denial rate",
    DENIAL_RATE_DOLLARS: "First-pass denial rate, dollars",
    DSO: "Days in A/R",
    OVER_90: "A/R over 90 days",
    NET_COLLECTION: "Net collection rate",
    NET_COLLECTION_PERIOD: "Net collection rate, period",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFigure:
    """One figure of a month as computed: whole numbers, so that nothing is rounded before display.

    ``counts`` is what numerator and denominator count: claims or cents. ``unit`` is percent or
    days; ``days`` the length of the window a number of days is made over. ``basis`` says in words
    what was counted, ``caution`` what weakens the figure (a substitute, a short window). Numbers
    are None where the files cannot tell.
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

    @property
    def measure(self) -> measures.Figure:
        """The exact value, by the formula's own name; n/a where the files cannot tell."""
        name = _MEASURES[self.name]
        if self.numerator is None or self.denominator is None:
            return measures.Figure(name, 0, 0)
        if self.unit == "days":
            return measures.Figure(
                name, self.numerator, Fraction(self.denominator, self.days or 1), "days"
            )
        return measures.Figure(name, self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a figure is called on the page, and what it says.

    ``counted`` and ``of`` are the words after numerator and denominator in its link.
    """

    title: str
    definition: str
    counted: str
    of: str


MEANINGS = {
    ACCEPTANCE: Meaning(
        "First-pass acceptance",
        "Claims whose first submission the clearinghouse and payer took in, of those they "
        "answered. A rejection (999, TA1 or 277CA) counts against it even if the claim was "
        "corrected the same day. Attributed to the day the claim was first sent.",
        "accepted",
        "first submissions",
    ),
    DENIAL_RATE: Meaning(
        "First-pass denial rate",
        "Claims with at least one line denied on their first remittance, of all claims first "
        "answered. A later payment does not take it back. Duplicates and price reductions are "
        "not denials. Attributed to the payment date of that first 835.",
        "denied",
        "first answers",
    ),
    DENIAL_RATE_DOLLARS: Meaning(
        "First-pass denials in dollars",
        "Charges of the lines denied on first remittances, of all charges on them.",
        "denied",
        "first answered",
    ),
    DSO: Meaning(
        "Days in A/R (DSO)",
        "Open balances above zero, divided by the average daily charge of the last 90 days. "
        "Credits and unapplied cash are not netted: that would hide slow money.",
        "open",
        "charged",
    ),
    OVER_90: Meaning(
        "A/R over 90 days",
        "Open balances whose last service is more than 90 days old, of all open balances.",
        "older than 90 days",
        "open",
    ),
    NET_COLLECTION: Meaning(
        "Net collection rate",
        "What was paid to date on one month of services, of what was allowed: charges less "
        "contractual write-downs. The newest month that ended at least 120 days before, so that "
        "payers have had their time. Denied or unanswered lines stay in at what is left of them.",
        "paid",
        "allowed and due",
    ),
    NET_COLLECTION_PERIOD: Meaning(
        "Net collection, last twelve months",
        "Payments booked in twelve months, of charges less contractual write-downs booked in "
        "the same months. Timing can push it above 100 %.",
        "paid",
        "charged and due",
    ),
}
