"""By when a denial must be answered, and which denial comes first (domain/denials.md 3).

The clocks of ``codes.payer_rules`` are seeds. A contract or payer record that knows better is
passed in their place (``dataclasses.replace``), so every deadline can name what it rests on.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from mainstay.engine.codes import PayerRules
from mainstay.engine.money import round_half_up

LETTER_DAYS = 30
"""A request for records without a date in its letter; payers give 30 to 45 days."""
URGENT_DAYS = 30
_HIGHER_LEVEL_DAYS = 60
"""The safe floor where no rule for a second or later level is known."""
_MEDICARE_LEVEL_DAYS = {2: 180, 3: 60, 4: 60, 5: 60}
_CALENDAR_YEAR = frozenset({"medicare_ffs", "tricare"})
_REOPENING = frozenset({"medicare_ffs"})
_YEAR_AFTER_SERVICE_YEAR = frozenset({"fehb"})


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day to act, None where no clock runs, and the rule it comes from, in words."""

    act_by: date | None
    rule: str


def denial_deadline(
    deadline_class: str,
    rules: PayerRules,
    *,
    answered_on: date,
    service_on: date,
    level: int = 1,
    letter_by: date | None = None,
) -> Deadline:
    """The last day to act on a denial of this class (codes.Carc.deadline_class).

    ``answered_on`` is the payment date of the 835, or for a later ``level`` of appeal the date of
    the decision before it. It is counted from as it stands: the five days Medicare presumes for
    the mail are not added, so the date is never too late. ``service_on`` is the line's first day.
    ``letter_by`` is the date in the payer's letter, if there is one, and wins for DR.
    """
    if deadline_class == "DA":
        return _appeal_deadline(rules, answered_on, level)
    if deadline_class == "DC":
        return _correction_deadline(rules, answered_on, service_on)
    if deadline_class == "DR":
        if letter_by:
            return Deadline(letter_by, "date in the payer's letter")
        return _after(answered_on, LETTER_DAYS, "days from the 835; no date in a letter known")
    if deadline_class == "DT":
        return filing_deadline(rules, service_on)
    return Deadline(None, "no clock runs")


def filing_deadline(rules: PayerRules, service_on: date) -> Deadline:
    """The last day on which the payer must still accept a first or new claim.

    Medicare and TRICARE count one calendar year (42 CFR 424.44), FEHB to the end of the year
    after the service year, everyone else days; day 1 is the day after ``service_on``.
    """
    if rules.payer_type in _CALENDAR_YEAR:
        return Deadline(_a_year_after(service_on), "one calendar year from the date of service")
    if rules.payer_type in _YEAR_AFTER_SERVICE_YEAR:
        return Deadline(date(service_on.year + 1, 12, 31), "end of the year after the service year")
    if rules.timely_filing_days is None:
        return Deadline(None, "no filing limit")
    return _after(service_on, rules.timely_filing_days, "days from the date of service")


def priority_cents(
    expected_allowed_cents: int, overturn_bps: int, act_by: date | None, as_of: date
) -> int:
    """What working a denial today is worth, in cents: the order of the denial queue.

    Expected allowed, times the chance to win it, times urgency: 1 while there are thirty days or
    more (or no deadline), rising to 2 on the last day. A day past its deadline is not more urgent.
    """
    days_left = URGENT_DAYS if act_by is None else max((act_by - as_of).days, 0)
    urgency = URGENT_DAYS + max(0, URGENT_DAYS - days_left)
    return round_half_up(expected_allowed_cents * overturn_bps * urgency, 10_000 * URGENT_DAYS)


def _appeal_deadline(rules: PayerRules, answered_on: date, level: int) -> Deadline:
    if level <= 1:
        if rules.appeal_days_level1 is None:
            return Deadline(None, "no appeal window")
        return _after(answered_on, rules.appeal_days_level1, "days from the 835")
    if rules.payer_type == "medicare_ffs":
        days = _MEDICARE_LEVEL_DAYS.get(level, _HIGHER_LEVEL_DAYS)
        return _after(answered_on, days, f"days from the decision before level {level}")
    return _after(
        answered_on,
        _HIGHER_LEVEL_DAYS,
        f"days assumed for level {level}; the payer's letter counts",
    )


def _correction_deadline(rules: PayerRules, answered_on: date, service_on: date) -> Deadline:
    if rules.payer_type in _REOPENING:
        return Deadline(_a_year_after(answered_on), "clerical reopening within a year of the 835")
    if rules.corrected_claim_days is None:
        return filing_deadline(rules, service_on)
    return _after(answered_on, rules.corrected_claim_days, "days from the 835 to correct a claim")


def _after(start_on: date, days: int, words: str) -> Deadline:
    return Deadline(start_on + timedelta(days=days), f"{days} {words}")


def _a_year_after(day: date) -> date:
    """The same day next year; February 29 becomes the 28th, the safe side."""
    last = calendar.monthrange(day.year + 1, day.month)[1]
    return date(day.year + 1, day.month, min(day.day, last))
