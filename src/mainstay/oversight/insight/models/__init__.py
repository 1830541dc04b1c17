"""Tables of insight."""

from mainstay.oversight.insight.models.figures import ClaimFacts, Cohort, Item, Month

__all__ = ["ClaimFacts", "Cohort", "Item", "Month"]
