"""Denials seen from above: which step of ours caused them, and what wins them back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from mainstay.engine import codes
from mainstay.engine.money import round_half_up
from mainstay.foundation import clock
from mainstay.foundation.accounts.queries import names_of
from mainstay.foundation.accounts.queries.staff import team_names
from mainstay.foundation.work.queries import function_loads
from mainstay.oversight.insight.months import parse_month, shifted
from mainstay.oversight.insight.queries.parties import payers_by_id
from mainstay.revenue.denials.errors import DenialRefusal
from mainstay.revenue.denials.letters import shipped
from mainstay.revenue.denials.queries.causes import Cause, Upstream, told, upstream_causes
from mainstay.revenue.denials.queries.history import WinRate, win_rates
from mainstay.revenue.denials.services.telling import tell_owner
from mainstay.web.access import PracticeRequest, requires
from mainstay.web.naming import plain_case
from mainstay.web.revenue.denial_acts import doing_of
from mainstay.web.revenue.denial_sheet import owner_of
from mainstay.web.revenue.denial_words import ACTS, OWNERS

SHOWN = 6
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class CauseRow:
    """One payer's reason that one step caused, and whether that step was told."""

    cause: Cause
    payer: str
    why: str
    told: Any


@dataclass(frozen=True, slots=True)
class Step:
    """What came from one step, with who answers for it."""

    upstream: Upstream
    name: str
    function: str
    owner: str
    rows: tuple[CauseRow, ...]
    more: int


@require_safe
@requires("denials.view")
def causes(request: PracticeRequest) -> HttpResponse:
    """A month's denials by the step they came from, with trend, and a word to its owner."""
    practice_id = request.actor.practice_id
    month = _month(request)
    found = upstream_causes(practice_id, month)
    named = told(practice_id, [cause.key for step in found for cause in step.causes])
    loads = {load.code: load for load in function_loads(practice_id, as_of=clock.now())}
    people = names_of({load.owner_user_id for load in loads.values() if load.owner_user_id})
    teams = team_names(practice_id)
    steps = []
    for step in found:
        load = loads.get(step.function)
        owner = owner_of(load, people, teams) if load else ""
        steps.append(_step(step, load.name if load else step.function, owner, named))
    context = {
        "month": month,
        "before": shifted(month, -1),
        "after": shifted(month, 1) if month < _this_month(request) else None,
        "steps": steps,
        "count": sum(step.count for step in found),
        "cents": sum(step.cents for step in found),
        "largest": max((step.cents for step in found), default=0),
    }
    return render(request, "revenue/denial_causes.html", context)


def _step(step: Upstream, function: str, owner: str, named: Mapping[str, Any]) -> Step:
    rows = tuple(
        CauseRow(
            cause,
            plain_case(cause.payer),
            codes.carc(cause.carc).summary,
            named.get(cause.key),
        )
        for cause in step.causes[:SHOWN]
    )
    name = OWNERS.get(step.owner, step.owner)
    return Step(step, name, function, owner, rows, max(len(step.causes) - SHOWN, 0))


def _this_month(request: PracticeRequest) -> date:
    return clock.today(request.practice.zone).replace(day=1)


def _month(request: PracticeRequest) -> date:
    try:
        return parse_month(request.GET.get("month", ""))
    except ValueError:
        return _this_month(request)


@require_POST
@requires("denials.edit")
def tell(request: PracticeRequest) -> HttpResponse:
    """Open a finding for the step that caused denials, once for each cause, payer and month."""
    key = request.POST.get("cause", "")
    try:
        is_new = tell_owner(key, doing_of(request))
    except DenialRefusal as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(
            request, "Told: it is on the list of that step now." if is_new else "Told before."
        )
    month = key.rpartition(":")[2]
    if request.POST.get("back") == "causes":
        return redirect(f"{reverse('denial-causes')}?month={month}")
    return redirect("denials")


@dataclass(frozen=True, slots=True)
class Rate:
    """A win rate as a row."""

    name: str
    under: str
    rate: WinRate

    @property
    def share(self) -> Fraction:
        """Dollars won of dollars at stake."""
        return Fraction(self.rate.won_cents, self.rate.cents) if self.rate.cents else Fraction(0)

    @property
    def average_days(self) -> int:
        """From the try to the answer."""
        return round_half_up(self.rate.days, self.rate.cases)


@require_safe
@requires("denials.view")
def wins(request: PracticeRequest) -> HttpResponse:
    """What wins: by act, letter, payer and reason, from tries of the last year that ended."""
    practice_id = request.actor.practice_id
    since = clock.today(request.practice.zone) - YEAR
    payers = payers_by_id(practice_id)
    letters = shipped()

    def rates(by: str, named: Mapping[Any, str] | None = None) -> list[Rate]:
        return [
            Rate(named.get(one.key[0], str(one.key[0])) if named else str(one.key[0]), "", one)
            for one in win_rates(practice_id, [by], since=since)
        ]

    by_act = rates("tried", ACTS)
    tables: Sequence[tuple[str, list[Rate]]] = (
        ("By act", by_act),
        ("By letter", rates("letter_code", {code: one.title for code, one in letters.items()})),
        (
            "By payer",
            rates("payer_id", {pk: plain_case(payer.name) for pk, payer in payers.items()}),
        ),
        ("By the payer’s reason", _by_reason(practice_id, since)),
    )
    context = {
        "tables": [(title, rows[:12]) for title, rows in tables if rows],
        "cases": sum(one.rate.cases for one in by_act),
        "won": sum(one.rate.won for one in by_act),
        "cents": sum(one.rate.cents for one in by_act),
        "won_cents": sum(one.rate.won_cents for one in by_act),
    }
    return render(request, "revenue/denial_wins.html", context)


def _by_reason(practice_id: int, since: date) -> list[Rate]:
    return [
        Rate(codes.carc(one.key[0]).summary, f"CARC {one.key[0]}", one)
        for one in win_rates(practice_id, ["carc"], since=since)
    ]
