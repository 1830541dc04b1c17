"""Denials: the list, its sums by category, payer or reason, and one of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce

from mainstay.engine import codes
from mainstay.revenue.denials.models import Denial
from mainstay.revenue.denials.states import OPEN

GROUPINGS = {"category": ("category",), "payer": ("payer_id", "payer__name"), "carc": ("carc",)}
ORDERS = ("deadline", "value", "newest")


@dataclass(frozen=True, slots=True)
class DenialFilter:
    """Which denials a reader looks for; what is None or "" does not count.

    ``state`` is a state, or *open* for all that still need somebody; "" for any.
    ``payer_ids`` is a payer with those merged into it.
    """

    state: str = "open"
    category: str = ""
    payer_id: int | None = None
    payer_ids: Collection[int] | None = None
    carc: str = ""
    group: str = ""
    owner: str = ""
    claim_id: int | None = None
    is_first_pass: bool | None = None
    is_preventable: bool | None = None
    denied_from: date | None = None
    denied_until: date | None = None
    deadline_until: date | None = None


OPEN_ONES = DenialFilter()


@dataclass(frozen=True, slots=True)
class DenialGroup:
    """Denials that share a category, payer or reason; ``key`` is what a link's filter carries."""

    key: str
    name: str
    count: int
    cents: int


def denials(
    practice_id: int, wanted: DenialFilter = OPEN_ONES, *, order: str = "deadline"
) -> QuerySet[Denial]:
    """Denials that fit: by deadline (missed ones first, none last), by value, or newest first.

    Ties go to the larger amount, then to the older row, so that pages never repeat or skip one.
    """
    rows = _fitting(practice_id, wanted).select_related(
        "claim", "payer", "payment", "payment__remit"
    )
    if order == "value":
        return rows.order_by("-cents", "id")
    if order == "newest":
        return rows.order_by("-denied_on", "-cents", "id")
    return rows.order_by(Coalesce("appeal_by", "correct_by").asc(nulls_last=True), "-cents", "id")


def denial_groups(practice_id: int, by: str, wanted: DenialFilter = OPEN_ONES) -> list[DenialGroup]:
    """Sums by category, payer or CARC of the denials that fit, largest first. One query.

    Raises:
        KeyError: ``by`` is not one of GROUPINGS.
    """
    columns = GROUPINGS[by]
    rows = (
        _fitting(practice_id, wanted)
        .values_list(*columns)
        .annotate(count=Count("id"), total=Sum("cents"))
        .order_by("-total", *columns)
    )
    return [DenialGroup(str(row[0]), _name(by, row), row[-2], row[-1]) for row in rows]


def total(practice_id: int, wanted: DenialFilter = OPEN_ONES) -> tuple[int, int]:
    """How many denials fit, and their cents."""
    sums = _fitting(practice_id, wanted).aggregate(count=Count("id"), total=Sum("cents", default=0))
    return sums["count"], sums["total"]


def denial_of(practice_id: int, public_id: UUID) -> Denial:
    """One denial with its claim, charge, payer and claim payment.

    Raises:
        Denial.DoesNotExist: none of this practice.
    """
    rows: QuerySet[Denial] = Denial.objects.for_practice(practice_id)
    return rows.select_related(
        "claim", "claim__patient", "charge", "payer", "provider", "payment", "payment__remit"
    ).get(public_id=public_id)


def denials_of_claims(practice_id: int, claim_ids: list[int]) -> QuerySet[Denial]:
    """Every denial of these claims, oldest first."""
    rows: QuerySet[Denial] = Denial.objects.for_practice(practice_id)
    return rows.filter(claim__in=claim_ids).order_by("denied_on", "id")


def _fitting(practice_id: int, wanted: DenialFilter) -> QuerySet[Denial]:
    rows: QuerySet[Denial] = Denial.objects.for_practice(practice_id)
    if wanted.state == "open":
        rows = rows.filter(state__in=OPEN)
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    for name in ("category", "carc", "group", "owner"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    for name in ("payer_id", "claim_id", "is_first_pass", "is_preventable"):
        if (value := getattr(wanted, name)) is not None:
            rows = rows.filter(**{name: value})
    if wanted.payer_ids is not None:
        rows = rows.filter(payer__in=wanted.payer_ids)
    if wanted.denied_from is not None:
        rows = rows.filter(denied_on__gte=wanted.denied_from)
    if wanted.denied_until is not None:
        rows = rows.filter(denied_on__lte=wanted.denied_until)
    if wanted.deadline_until is not None:
        by = wanted.deadline_until
        rows = rows.filter(appeal_by__lte=by) | rows.filter(correct_by__lte=by)
    return rows


def _name(by: str, row: tuple[str, ...]) -> str:
    if by == "payer":
        return str(row[1])
    if by == "carc":
        return codes.carc(row[0]).summary
    return codes.category(row[0]).meaning
