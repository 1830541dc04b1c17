"""Business calendars: "3 business days after", "24 business hours from now". Pure.

``OfficeCalendar`` knows the hours of each weekday, holidays and half days of one office. The
functions count Monday to Friday, less the holidays that the caller passes. Moments go in and come
out in UTC.
"""

from mainstay.engine.worktime.calendar import (
    Hours,
    OfficeCalendar,
    business_days_after,
    business_days_between,
    business_hours_after,
    is_business_day,
)

__all__ = [
    "Hours",
    "OfficeCalendar",
    "business_days_after",
    "business_days_between",
    "business_hours_after",
    "is_business_day",
]
