"""Compute the figures of months from the facts kept ready."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from mainstay.engine.measures import (
    Period,
    collection_cohort,
    days_sales_window,
    twelve_months_to,
)
from mainstay.oversight.insight import figures
from mainstay.oversight.insight.figures import StoredFigure
from mainstay.oversight.insight.months import as_of_day, charge_window, cohort_month
from mainstay.oversight.insight.queries import collections, first_pass_counts
from mainstay.oversight.insight.queries.aging import Aging, BookTotals, agings_on

_INSURANCE_ONLY = "insurance only: patients' payments are not visible"


@dataclass(frozen=True, slots=True)
class ComputedMonth:
    """A month, the day it is looked at from, and what it shows."""

    month: date
    as_of: date
    figures: tuple[StoredFigure, ...]
    aging: Aging


@dataclass(frozen=True, slots=True)
class _Known:
    """What all months of one computation share."""

    practice_id: int
    patients_visible: bool
    first_charged_on: date | None
    charges_by_day: Mapping[date, int]


def compute_months(
    practice_id: int, months: Collection[date], totals: BookTotals, *, today: date
) -> Iterator[ComputedMonth]:
    """The figures of these months. Reads the open items once, however many months there are."""
    days = {month: as_of_day(month, today) for month in sorted(months)}
    if not days:
        return
    agings = agings_on(practice_id, days.values(), totals)
    oldest, newest = min(days.values()), max(days.values())
    known = _Known(
        practice_id=practice_id,
        patients_visible=collections.patients_visible(practice_id),
        first_charged_on=collections.first_charged_on(practice_id),
        charges_by_day=collections.charges_by_day(
            practice_id, Period(days_sales_window(oldest).first_on, newest)
        ),
    )
    for month, as_of in days.items():
        aging = agings[as_of]
        yield ComputedMonth(month, as_of, tuple(_figures(known, month, aging)), aging)


def _figures(known: _Known, month: date, aging: Aging) -> Iterator[StoredFigure]:
    days = Period(month, aging.as_of)
    yield from _acceptance(known, days)
    yield from _denials(known, days)
    yield from _receivables(known, aging)
    yield _cohort(known, aging.as_of)
    yield _period(known, aging.as_of)


def _acceptance(known: _Known, days: Period) -> Iterator[StoredFigure]:
    found = first_pass_counts.acceptance(known.practice_id, days)
    yield StoredFigure(
        name=figures.CLEAN_CLAIM_RATE,
        numerator=None,
        denominator=None,
        counts="claims",
        unit="percent",
        basis="claims that pass every edit untouched, of claims scrubbed",
        caution="Needs the scrub history of the billing system, which EDI files do not hold. "
        "First-pass acceptance stands in for it, under its own name.",
    )
    yield StoredFigure(
        name=figures.ACCEPTANCE,
        numerator=found.accepted,
        denominator=found.acknowledged,
        counts="claims",
        unit="percent",
        basis="first submissions of the month that were acknowledged, by the day sent",
        caution=_waiting_words(found.unacknowledged),
    )


def _waiting_words(waiting: int) -> str:
    if not waiting:
        return ""
    return f"{waiting:,} more {'has' if waiting == 1 else 'have'} no final acknowledgement yet."


def _denials(known: _Known, days: Period) -> Iterator[StoredFigure]:
    found = first_pass_counts.denials(known.practice_id, days)
    duplicates = found.duplicates_only
    yield StoredFigure(
        name=figures.DENIAL_RATE,
        numerator=found.denied,
        denominator=found.answered,
        counts="claims",
        unit="percent",
        basis="claims first answered by an 835 in the month, by its payment date",
        caution=f"{duplicates:,} denied as duplicates only are not counted as denied."
        if duplicates
        else "",
    )
    yield StoredFigure(
        name=figures.DENIAL_RATE_DOLLARS,
        numerator=found.denied_cents,
        denominator=found.answered_cents,
        counts="cents",
        unit="percent",
        basis="charges on the first 835s of the month",
    )


def _receivables(known: _Known, aging: Aging) -> Iterator[StoredFigure]:
    buckets = aging.counted()
    window = charge_window(aging.as_of, known.first_charged_on)
    cautions = [] if known.patients_visible else [f"Counts {_INSURANCE_ONLY}."]
    is_short = window != days_sales_window(aging.as_of)
    yield StoredFigure(
        name=figures.DSO,
        numerator=sum(buckets),
        denominator=sum(
            known.charges_by_day.get(window.first_on + timedelta(days=offset), 0)
            for offset in range(window.days)
        ),
        counts="cents",
        unit="days",
        days=window.days,
        basis=f"open balances on {_day(aging.as_of)} over charges of {window.days} days, "
        "by the day posted",
        caution=" ".join([*cautions, *(["Short window: the history is younger."] * is_short)]),
    )
    yield StoredFigure(
        name=figures.OVER_90,
        numerator=sum(buckets[3:]),
        denominator=sum(buckets),
        counts="cents",
        unit="percent",
        basis=f"open balances on {_day(aging.as_of)}, aged by the last day of service",
        caution=" ".join(cautions),
    )


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _cohort(known: _Known, as_of: date) -> StoredFigure:
    month = cohort_month(as_of, known.first_charged_on)
    if month is None:
        wanted = collection_cohort(as_of).first_on
        basis = f"services of {wanted:%B %Y}, of which the files know too little"
        return _net(known, figures.NET_COLLECTION, collections.Collected(), basis)
    found = collections.collected_of_cohort(
        known.practice_id, month, as_of, patients_visible=known.patients_visible
    )
    return _net(known, figures.NET_COLLECTION, found, f"services of {month:%B %Y}, paid to date")


def _period(known: _Known, as_of: date) -> StoredFigure:
    days = twelve_months_to(as_of)
    found = collections.collected_in(
        known.practice_id, days, patients_visible=known.patients_visible
    )
    return _net(
        known,
        figures.NET_COLLECTION_PERIOD,
        found,
        f"payments and charges booked from {days.first_on:%B %Y} to {days.last_on:%B %Y}",
    )


def _net(known: _Known, name: str, found: collections.Collected, basis: str) -> StoredFigure:
    paid, due = found.paid_cents, found.due_cents
    cautions = []
    if not known.patients_visible:
        cautions.append(f"Counts {_INSURANCE_ONLY}, so their share is taken out below the line.")
    if paid > due > 0:
        cautions.append("More was paid than was due: look for write-offs booked as contractual.")
    return StoredFigure(
        name=name,
        numerator=paid,
        denominator=due,
        counts="cents",
        unit="percent",
        basis=basis,
        caution=" ".join(cautions),
    )
