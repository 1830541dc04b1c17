"""What was charged and what came of it, by day and by month of service."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Min, Sum

from mainstay.engine.measures import Period
from mainstay.oversight.insight import selection
from mainstay.oversight.insight.models import Booking
from mainstay.revenue.receipts.models import Receipt


@dataclass(frozen=True, slots=True)
class Collected:
    """Payments, and what could have been collected, in cents."""

    paid_cents: int = 0
    due_cents: int = 0


def patients_visible(practice_id: int) -> bool:
    """Whether the practice's files say what patients paid (metrics.md 17)."""
    return Receipt.objects.for_practice(practice_id).filter(kind="patient").exists()


def first_charged_on(practice_id: int) -> date | None:
    """The first day anything was charged: the history cannot be looked at longer than that."""
    charged = Booking.objects.for_practice(practice_id).exclude(charged_cents=0)
    found: date | None = charged.aggregate(first=Min("booked_on"))["first"]
    return found


def charges_by_day(practice_id: int, days: Period) -> dict[date, int]:
    """Cents charged on each of these days, net of voids."""
    by_day = selection.booked(practice_id, days).exclude(charged_cents=0)
    return dict(by_day.values_list("booked_on").annotate(total=Sum("charged_cents")).order_by())


def collected_of_cohort(
    practice_id: int, service_month: date, as_of: date, *, patients_visible: bool
) -> Collected:
    """Net collection of one month of services, to date (metrics.md 8, matched cohort)."""
    return _collected(selection.cohort(practice_id, service_month, as_of), patients_visible)


def collected_in(practice_id: int, days: Period, *, patients_visible: bool) -> Collected:
    """Net collection by the dates of the books alone (metrics.md 8, period method)."""
    return _collected(selection.booked(practice_id, days), patients_visible)


def _collected(rows: selection.Bookings, patients_visible: bool) -> Collected:
    sums = rows.aggregate(
        paid=Sum(selection.collected(patients_visible=patients_visible), default=0),
        due=Sum(selection.collectable(patients_visible=patients_visible), default=0),
    )
    return Collected(sums["paid"], sums["due"])
