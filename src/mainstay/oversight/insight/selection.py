"""Which rows make which number. Counting and listing both ask here, so they cannot differ."""

from datetime import date, timedelta
from typing import Any, TypeAlias, TypedDict, TypeVar

from django.db.models import F, Q, QuerySet

from mainstay.engine.measures import Period
from mainstay.oversight.insight.models import Booking, ClaimFacts, FrozenClaim, Item

Bookings: TypeAlias = QuerySet[Booking]
Items: TypeAlias = QuerySet[Item]
Claims = TypeVar("Claims", QuerySet[ClaimFacts], QuerySet[FrozenClaim], QuerySet[Any])


class PartyFilter(TypedDict, total=False):
    """Whose items: a kind of party, and of that kind only some."""

    party_kind: str
    party_ids: tuple[int, ...]


DENIED = Q(is_denied_first=True, is_duplicate_only=False)


def counted(practice_id: int) -> QuerySet[ClaimFacts]:
    """The claims that rates are made of: primary, and in scope (metrics.md 0)."""
    return ClaimFacts.objects.for_practice(practice_id).filter(is_primary=True, is_counted=True)


def first_sent(claims: Claims, days: Period, *, outcome: str = "") -> Claims:
    """Those first sent on these days that have a final acknowledgement.

    ``outcome`` narrows them to the accepted or the rejected.
    """
    sent = claims.filter(first_sent_on__range=(days.first_on, days.last_on))
    return sent.filter(first_outcome=outcome) if outcome else sent.exclude(first_outcome="")


def unacknowledged(claims: Claims, days: Period) -> Claims:
    """Those first sent on these days of which nothing final is known."""
    return claims.filter(first_sent_on__range=(days.first_on, days.last_on), first_outcome="")


def first_answered(claims: Claims, days: Period, *, denied: bool = False) -> Claims:
    """Those first answered on these days; only the denied ones if so asked.

    A claim whose only denied lines are duplicates is answered, not denied (metrics.md 0).
    """
    answered = claims.filter(answered_on__range=(days.first_on, days.last_on))
    return answered.filter(DENIED) if denied else answered


def open_items(
    practice_id: int,
    as_of: date,
    *,
    is_credit: bool = False,
    party_kind: str = "",
    party_ids: tuple[int, ...] = (),
    ages: tuple[int, int | None] | None = None,
    basis: str = "dos",
) -> Items:
    """Items open at the end of ``as_of``: debits, or credits if so asked.

    ``ages`` are the least and most days of age on the basis date (None: without end); an age
    below zero counts as zero. ``basis`` is dos or first_bill.
    """
    items = Item.objects.for_practice(practice_id).filter(from_on__lte=as_of, until_on__gt=as_of)
    items = items.filter(cents__lt=0) if is_credit else items.filter(cents__gt=0)
    if party_kind:
        items = items.filter(party_kind=party_kind)
    if party_ids:
        items = items.filter(party_id__in=party_ids)
    if ages is not None:
        items = items.filter(**_basis_dates(as_of, ages, BASIS_COLUMNS[basis]))
    return items


BASIS_COLUMNS = {"dos": "service_on", "first_bill": "first_billed_on"}


def _basis_dates(as_of: date, ages: tuple[int, int | None], column: str) -> dict[str, Any]:
    least, most = ages
    dates: dict[str, Any] = {}
    if least > 0:
        dates[f"{column}__lte"] = as_of - timedelta(days=least)
    if most is not None:
        dates[f"{column}__gte"] = as_of - timedelta(days=most)
    return dates


def booked(practice_id: int, days: Period) -> Bookings:
    """What was booked on these days."""
    return Booking.objects.for_practice(practice_id).filter(
        booked_on__range=(days.first_on, days.last_on)
    )


def cohort(practice_id: int, service_month: date, as_of: date) -> Bookings:
    """What was booked until ``as_of`` on services of one month."""
    return Booking.objects.for_practice(practice_id).filter(
        service_month=service_month, booked_on__lte=as_of
    )


def collected(*, patients_visible: bool) -> Any:
    """The column sum of payments: without a source of patients' payments, the payers' alone."""
    return (
        F("payer_paid_cents") + F("patient_paid_cents")
        if patients_visible
        else F("payer_paid_cents")
    )


def collectable(*, patients_visible: bool) -> Any:
    """The column sum of what could be collected: charged less written down by contract.

    Without a source of patients' payments their share is taken out as well (metrics.md 17).
    """
    allowed = F("charged_cents") - F("written_down_cents")
    return allowed if patients_visible else allowed - F("to_patient_cents")
