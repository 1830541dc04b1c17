"""Denials: what payers refused, most pressing first, with one of them open beside the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from mainstay.engine import codes
from mainstay.foundation import clock
from mainstay.foundation.work import services as work
from mainstay.foundation.work.queries import ItemFilter
from mainstay.foundation.work.states import State as ItemState
from mainstay.oversight.insight.queries.parties import PayerName, payers_by_id
from mainstay.revenue.denials.queries.causes import cause_of
from mainstay.revenue.denials.queries.denials import (
    DenialFilter,
    DenialGroup,
    denial_groups,
    denial_of,
    denials,
    total,
    totals,
)
from mainstay.revenue.denials.queries.of_payment import largest_of_payment
from mainstay.web.access import PracticeRequest, requires
from mainstay.web.naming import plain_case
from mainstay.web.render import render_page_or_part
from mainstay.web.revenue.capped import page_of
from mainstay.web.revenue.denial_sheet import rows_of, sheet_of
from mainstay.web.revenue.denial_words import CATEGORIES, OWNERS, Row
from mainstay.web.revenue.filters import MonthField, PayerFilters, month_of, query_of
from mainstay.web.viewing import viewed

if TYPE_CHECKING:
    from mainstay.revenue.denials.models import Denial

SOON_DAYS = 14
LARGE_CENTS = 500_00
GROUPS_SHOWN = 7
VIEWS = {
    "": "All open",
    "late": "Late",
    "soon": "Window under 14 days",
    "large": "Over $500",
    "mine": "Mine",
    "waiting": "Waiting on payer",
    "preventable": "Preventable",
    "every": "Settled too",
}
COUNTED = ("", "late", "soon", "large", "mine", "waiting")


class DenialFilters(PayerFilters):
    """The filters of the list, as codes and public ids in the address."""

    view = forms.ChoiceField(choices=list(VIEWS.items()), widget=forms.HiddenInput)
    carc = forms.CharField(max_length=5, widget=forms.HiddenInput)
    month = MonthField(widget=forms.HiddenInput)
    category = forms.ChoiceField(label="Cause", choices=[("", "any"), *CATEGORIES.items()])
    owner = forms.ChoiceField(
        label="Came\N{NO-BREAK SPACE}from", choices=[("", "anywhere"), *OWNERS.items()]
    )
    sort = forms.ChoiceField(
        label="Order",
        choices=[("", "nearest window first"), ("value", "largest first"), ("newest", "newest")],
    )

    def wanted(self, request: PracticeRequest, view: str | None = None) -> DenialFilter:
        """The filter these choices mean; what cannot be read counts as not given."""
        given = self.criteria()
        view = given.get("view", "") if view is None else view
        today = clock.today(request.practice.zone)
        month = month_of(given["month"]) if given.get("month") else None
        return DenialFilter(
            state={"every": "", "waiting": "waiting", "soon": "ours"}.get(view, "open"),
            category=given.get("category", ""),
            payer_ids=self.payer_ids(),
            carc=given.get("carc", ""),
            owner=given.get("owner", ""),
            is_preventable=True if view == "preventable" else None,
            denied_from=month.first_on if month else None,
            denied_until=month.last_on if month else None,
            deadline_until=today + timedelta(days=SOON_DAYS) if view == "soon" else None,
            least_cents=LARGE_CENTS + 1 if view == "large" else None,
            late_at=clock.now() if view == "late" else None,
            of_user_id=request.actor.user_id if view == "mine" else None,
        )


@dataclass(frozen=True, slots=True)
class Pile:
    """Open denials that share something, as a row with its bar; ``url`` lists them."""

    name: str
    code: str
    count: int
    cents: int
    url: str


@dataclass(frozen=True, slots=True)
class Piles:
    """The piles by one thing, the largest first, and what is in those not shown."""

    title: str
    piles: tuple[Pile, ...]
    more: int
    more_cents: int

    @property
    def largest_cents(self) -> int:
        """What the longest bar stands for."""
        return max((pile.cents for pile in self.piles), default=0)


@require_safe
@requires("denials.view")
def denial_list(request: PracticeRequest) -> HttpResponse:
    """What payers refused and nobody settled, and beside it the one that is open."""
    if request.htmx and request.htmx.target == "denial-side":
        return _panel_alone(request)
    practice_id = request.actor.practice_id
    today = clock.today(request.practice.zone)
    payers = payers_by_id(practice_id)
    form = DenialFilters(request.GET, payers=payers.values())
    wanted, given = form.wanted(request), form.criteria()
    found = denials(practice_id, wanted, order=given.get("sort") or "deadline")
    named = found.select_related(None).prefetch_related("claim__patient", "payer", "payment__remit")
    page = page_of(named, request.GET.get("page"))  # sorted before anything is joined
    rows = rows_of(practice_id, list(page))
    viewed(
        request,
        [row.denial.claim.patient_id for row in rows],
        action="denials.view",
        object_kind="denials",
        details={"filter": request.GET.urlencode()[:200]},
    )
    opened, is_chosen = _opened(request, rows)
    count, cents = total(practice_id, wanted)
    plain = DenialFilters({}, payers=payers.values())
    sums = totals(
        practice_id,
        {view or "all": plain.wanted(request, view) for view in COUNTED}
        | {"missed": DenialFilter("ours", deadline_until=today - timedelta(days=1))},
    )
    context = {
        "form": form,
        "rows": rows,
        "page": page,
        "count": count,
        "cents": cents,
        "open": sums["all"],
        "late": sums["late"],
        "soon": sums["soon"],
        "missed": sums["missed"],
        "all_piles": _piles(practice_id, wanted, payers, given),
        "views": _views(given.get("view", ""), sums),
        "carc": codes.carc(given["carc"]) if given.get("carc") else None,
        "query": query_of(request, open=""),
        "clear_url": request.path,
        "is_filtered": bool(given.keys() - {"sort"}),
        "opened": opened,
        "is_chosen": is_chosen,
    }
    if opened is not None:
        known = next((row for row in rows if row.denial.pk == opened.pk), None)
        context |= sheet_of(request, opened, known)
    return render_page_or_part(request, "revenue/denials.html", "denial-rows", context)


def _panel_alone(request: PracticeRequest) -> HttpResponse:
    """The side panel of the denial the address names, for a list that is there already."""
    denial = _named(request)
    if denial is None:
        raise Http404
    context = {"opened": denial, "is_chosen": True, "query": query_of(request, open="")}
    context |= sheet_of(request, denial)
    return render_page_or_part(request, "revenue/denials.html", "denial-side", context)


def _opened(request: PracticeRequest, rows: Sequence[Row]) -> tuple[Denial | None, bool]:
    """The denial beside the list, and whether the address names it: else it is the first."""
    named = _named(request)
    if named is not None:
        return named, True
    return (denial_of(request.actor.practice_id, rows[0].denial.public_id) if rows else None), False


def _named(request: PracticeRequest) -> Denial | None:
    try:
        return denial_of(request.actor.practice_id, UUID(request.GET.get("open", "")))
    except (ValueError, ObjectDoesNotExist):
        return None


def _views(current: str, sums: Mapping[str, tuple[int, int]]) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": f"?view={view}" if view else "?",
            "count": sums[view or "all"][0] if (view or "all") in sums else None,
            "is_current": view == current,
        }
        for view, label in VIEWS.items()
    ]


def _piles(
    practice_id: int,
    wanted: DenialFilter,
    payers: Mapping[int, PayerName],
    given: Mapping[str, Any],
) -> list[Piles]:
    """The three ways to look at the denials that fit. Three queries."""
    kept = {name: str(value) for name, value in given.items() if name in ("view", "payer", "sort")}

    def url(**more: str) -> str:
        return f"?{urlencode(kept | more)}"

    def of(group: DenialGroup, name: str, code: str, link: str) -> Pile:
        return Pile(name, code, group.count, group.cents, link)

    by_category = [
        of(group, CATEGORIES.get(group.key, group.name), "", url(category=group.key))
        for group in denial_groups(practice_id, "category", wanted)
    ]
    by_payer = [
        of(
            group,
            plain_case((payer := payers[int(group.key)]).name),
            "",
            url(payer=payer.public_id),
        )
        for group in denial_groups(practice_id, "payer", wanted)
    ]
    by_reason = [
        of(group, group.name, f"CARC {group.key}", url(carc=group.key))
        for group in denial_groups(practice_id, "carc", wanted)
    ]
    return [
        _shown("By cause", by_category),
        _shown("By payer", by_payer),
        _shown("By the payer’s reason", by_reason),
    ]


def _shown(title: str, piles: Sequence[Pile]) -> Piles:
    rest = piles[GROUPS_SHOWN:]
    return Piles(title, tuple(piles[:GROUPS_SHOWN]), len(rest), sum(pile.cents for pile in rest))


@require_safe
@requires("denials.view")
def of_payment(request: PracticeRequest, key: str) -> HttpResponse:
    """What a work item on denials is about: a claim payment's largest, one of them, or a cause."""
    practice_id = request.actor.practice_id
    if (cause := cause_of(practice_id, key)) is not None:
        query = {
            "view": "every",
            "payer": str(cause.payer_public_id),
            "carc": cause.carc,
            "owner": cause.owner,
            "month": f"{cause.month:%Y-%m}",
        }
        return HttpResponseRedirect(f"{reverse('denials')}?{urlencode(query)}")
    found = _with_id(practice_id, key) or largest_of_payment(practice_id, key)
    if found is None:
        raise Http404
    return HttpResponseRedirect(reverse("denial", args=[found]))


def _with_id(practice_id: int, key: str) -> UUID | None:
    try:
        return denial_of(practice_id, UUID(key)).public_id
    except (ValueError, ObjectDoesNotExist):
        return None


@require_POST
@requires("denials.edit")
def take_next(request: PracticeRequest) -> HttpResponse:
    """Take the most pressing denial that nobody has, and open it."""
    wanted = ItemFilter(function="denial_follow_up", state=ItemState.NEW.value)
    at: datetime = clock.now()
    item = work.take_next(request.actor.practice_id, wanted, by=request.actor, at=at)
    found = largest_of_payment(request.actor.practice_id, item.subject_key) if item else None
    if found is None:
        messages.info(request, "Nothing waits for anybody: every denial is taken.")
        return redirect("denials")
    messages.success(request, "You have it.")
    return HttpResponseRedirect(f"{reverse('denials')}?{urlencode({'open': str(found)})}")
