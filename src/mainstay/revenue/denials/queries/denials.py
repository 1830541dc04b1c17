"""Denials: the list, its sums by category, payer or reason, and one of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat

from mainstay.engine import codes
from mainstay.foundation.work.models import WorkItem
from mainstay.foundation.work.states import OPEN as OPEN_ITEMS
from mainstay.revenue.denials.keys import route_key
from mainstay.revenue.denials.models import Denial
from mainstay.revenue.denials.states import NEEDS_US, OPEN, WAITING

GROUPINGS = {"category": ("category",), "payer": ("payer_id", "payer__name"), "carc": ("carc",)}
ORDERS = ("deadline", "value", "newest")


@dataclass(frozen=True, slots=True)
class DenialFilter:
    """Which denials a reader looks for; what is None or "" does not count.

    ``state`` is a state, *open* for all that are not over, *ours* for those of them that need us,
    *waiting* for those with the payer, or "" for any. ``payer_ids`` is a payer with those merged into it. ``late_at`` (UTC): the work
    item was due before; ``of_user_id``: she took the item, or it waits with her.
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
    least_cents: int | None = None
    late_at: datetime | None = None
    of_user_id: int | None = None


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


def totals(practice_id: int, wanted: Mapping[str, DenialFilter]) -> dict[str, tuple[int, int]]:
    """How many open denials fit each of these filters, and their cents. One query.

    Only what is open is looked at, whatever the filters say.
    """
    sums: dict[str, Any] = {}
    for name, one in wanted.items():
        fits = _condition(practice_id, one)
        sums[f"{name}_count"] = Count("id", filter=fits)
        sums[f"{name}_total"] = Sum("cents", filter=fits, default=0)
    rows = Denial.objects.for_practice(practice_id).filter(state__in=OPEN)
    found = rows.aggregate(**sums)
    return {name: (found[f"{name}_count"], found[f"{name}_total"]) for name in wanted}


def denial_of(practice_id: int, public_id: UUID) -> Denial:
    """One denial with its claim, charge, payer and claim payment.

    Raises:
        Denial.DoesNotExist: none of this practice.
    """
    rows: QuerySet[Denial] = Denial.objects.for_practice(practice_id)
    return rows.select_related(
        "claim", "claim__patient", "charge", "payer", "provider", "payment", "payment__remit"
    ).get(public_id=public_id)


def denials_with_ids(practice_id: int, public_ids: Collection[UUID]) -> list[Denial]:
    """These denials of the practice, largest first; ids of others are passed."""
    rows: QuerySet[Denial] = Denial.objects.for_practice(practice_id)
    return list(
        rows.filter(public_id__in=public_ids)
        .select_related("claim__patient", "payer", "payment__remit")
        .order_by("-cents", "id")
    )


def denials_of_claims(practice_id: int, claim_ids: list[int]) -> QuerySet[Denial]:
    """Every denial of these claims, oldest first."""
    rows: QuerySet[Denial] = Denial.objects.for_practice(practice_id)
    return rows.filter(claim__in=claim_ids).order_by("denied_on", "id")


def _fitting(practice_id: int, wanted: DenialFilter) -> QuerySet[Denial]:
    rows: QuerySet[Denial] = Denial.objects.for_practice(practice_id)
    return rows.filter(_condition(practice_id, wanted))


def _condition(practice_id: int, wanted: DenialFilter) -> Q:
    """What a filter asks of a denial."""
    fits = _in_state(wanted.state)
    for name in ("category", "carc", "group", "owner"):
        if value := getattr(wanted, name):
            fits &= Q(**{name: value})
    for name, lookup in _LOOKUPS.items():
        if (value := getattr(wanted, name)) is not None:
            fits &= Q(**{lookup: value})
    if (by := wanted.deadline_until) is not None:
        fits &= Q(appeal_by__lte=by) | Q(correct_by__lte=by)
    if wanted.late_at is not None or wanted.of_user_id is not None:
        fits &= Q(Exists(_item_that_fits(practice_id, wanted)))
    return fits


def _in_state(state: str) -> Q:
    several = {"open": OPEN, "ours": NEEDS_US, "waiting": WAITING}.get(state)
    if several is not None:
        return Q(state__in=several)
    return Q(state=state) if state else Q()


_LOOKUPS = {
    "payer_id": "payer_id",
    "payer_ids": "payer__in",
    "claim_id": "claim_id",
    "is_first_pass": "is_first_pass",
    "is_preventable": "is_preventable",
    "denied_from": "denied_on__gte",
    "denied_until": "denied_on__lte",
    "least_cents": "cents__gte",
}


def items_of(practice_id: int, denials: Iterable[Denial]) -> dict[int, WorkItem]:
    """The work item of each denial's route by the denial's id. One query.

    Their ``payment.remit`` must be loaded.
    """
    keys = {
        denial.pk: route_key(
            denial.payment.remit.remit_key, denial.payment.ordinal, denial.category
        )
        for denial in denials
    }
    rows = WorkItem.objects.for_practice(practice_id).filter(cause_key__in=set(keys.values()))
    items = {item.cause_key: item for item in rows.select_related("function")}
    return {pk: items[key] for pk, key in keys.items() if key in items}


def _item_that_fits(practice_id: int, wanted: DenialFilter) -> QuerySet[WorkItem]:
    """The open item of a denial's route (``keys.route_key``), late or of one person."""
    route = Concat(
        Value("remit:"),
        OuterRef("payment__remit__remit_key"),
        Value(":clp:"),
        Cast(OuterRef("payment__ordinal"), CharField()),
        Value(":denied:"),
        OuterRef("category"),
        output_field=CharField(),
    )
    items: QuerySet[WorkItem] = WorkItem.objects.for_practice(practice_id)
    items = items.filter(cause_key=route, state__in=[state.value for state in OPEN_ITEMS])
    if wanted.late_at is not None:
        items = items.filter(due_at__lt=wanted.late_at)
    if (user_id := wanted.of_user_id) is not None:
        hers = Q(assignee_user_id=user_id) | Q(assignee_user_id=None, holder_user_id=user_id)
        items = items.filter(hers)
    return items


def _name(by: str, row: tuple[str, ...]) -> str:
    if by == "payer":
        return str(row[1])
    if by == "carc":
        return codes.carc(row[0]).summary
    return codes.category(row[0]).meaning
