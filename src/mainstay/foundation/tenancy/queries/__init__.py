"""The questions about practices."""

from mainstay.foundation.tenancy.queries.calendar import calendar_of, federal_holidays

__all__ = ["calendar_of", "federal_holidays"]
