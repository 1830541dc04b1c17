"""Changes to practices: one module per verb."""

from mainstay.foundation.tenancy.services.calendar import forget_day, set_day, set_week

__all__ = ["forget_day", "set_day", "set_week"]
