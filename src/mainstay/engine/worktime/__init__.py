"""Business calendars: "3 business days after", "24 business hours from now". Pure.

Monday to Friday, less the holidays that the caller passes; hours are those the practice is open,
in its own zone. Moments go in and come out in UTC.
"""

from mainstay.engine.worktime.calendar import (
    business_days_after,
    business_days_between,
    business_hours_after,
    is_business_day,
)

__all__ = [
    "business_days_after",
    "business_days_between",
    "business_hours_after",
    "is_business_day",
]
