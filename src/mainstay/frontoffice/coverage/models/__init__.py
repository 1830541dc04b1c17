"""Tables of coverage."""

from mainstay.frontoffice.coverage.models.policy import Policy

__all__ = ["Policy"]
