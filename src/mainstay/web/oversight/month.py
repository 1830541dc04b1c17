"""The month on one page, the rows behind each of its numbers, and closing it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from mainstay.foundation import clock
from mainstay.foundation.accounts.policy import can
from mainstay.oversight.insight import figures
from mainstay.oversight.insight.errors import CannotClose
from mainstay.oversight.insight.figures import MEANINGS, StoredFigure
from mainstay.oversight.insight.months import parse_month, shifted
from mainstay.oversight.insight.queries.parties import payers_by_id
from mainstay.oversight.insight.queries.rows_behind import NoSuchNumber, Part, rows_behind
from mainstay.oversight.insight.queries.shown import (
    ShownMonth,
    months_kept,
    shown_figures,
    shown_month,
)
from mainstay.oversight.insight.services.closing import close_month
from mainstay.web.access import PracticeRequest, requires
from mainstay.web.oversight.aging_table import aging_table
from mainstay.web.oversight.tiles import TREND_MONTHS, answer_of, tiles_of
from mainstay.web.render import render_page_or_part
from mainstay.web.viewing import viewed

PAGE = 50


@dataclass(frozen=True, slots=True)
class Note:
    """A fact the page must carry: what happened in bold, then what it means."""

    tone: str
    icon: str
    what: str
    meaning: str


@require_GET
@requires("reports.view")
def newest_month(request: PracticeRequest) -> HttpResponse:
    """The newest month with data; before there is any, how to bring some."""
    kept = months_kept(request.actor.practice_id)
    return month_page(request, f"{kept[-1]:%Y-%m}") if kept else _nothing(request, kept)


@require_GET
@requires("reports.view")
def month_page(request: PracticeRequest, text: str) -> HttpResponse:
    """One month: five figures, who owes us, and every number with what it is made of."""
    practice_id, month = request.actor.practice_id, _month(text)
    shown = shown_month(practice_id, month)
    kept = months_kept(practice_id)
    if shown is None:
        return _nothing(request, kept, month)
    history = shown_figures(practice_id, shifted(month, 1 - TREND_MONTHS), month)
    tiles = tiles_of(month, history)
    before = shown_month(practice_id, shifted(month, -1))
    context = {
        "shown": shown,
        "tiles": tiles,
        "answer": answer_of(tiles, month),
        "notes": _notes(request, shown),
        "table": aging_table(
            shown.aging, payers_by_id(practice_id), before=before.aging if before else None
        ),
        "before": before,
        "figures": _listed(shown),
        "previous": max((each for each in kept if each < month), default=None),
        "next": min((each for each in kept if each > month), default=None),
        "may_open": can(request.actor, "claims.view"),
        "may_close": _may_close(request, shown),
    }
    return render(request, "oversight/month.html", context)


def _month(text: str) -> date:
    try:
        return parse_month(text)
    except ValueError as error:
        raise Http404(str(error)) from None


def _nothing(request: PracticeRequest, kept: list[date], month: date | None = None) -> HttpResponse:
    """Say what is not there, and where something is."""
    context = {"month": month, "first": kept[0] if kept else None, "last": kept[-1:] and kept[-1]}
    return render(request, "oversight/month_empty.html", context)


def _may_close(request: PracticeRequest, shown: ShownMonth) -> bool:
    has_ended = shown.as_of < clock.today(request.practice.zone)
    return shown.closed_at is None and has_ended and can(request.actor, "reports.close")


def _listed(shown: ShownMonth) -> list[tuple[str, StoredFigure]]:
    """Every figure with its title, the one that files cannot tell included."""
    return [
        (MEANINGS[name].title if name in MEANINGS else "Clean claim rate", figure)
        for name, figure in shown.figures.items()
    ]


def _notes(request: PracticeRequest, shown: ShownMonth) -> list[Note]:
    """At most two: how final the page is, and what it cannot see."""
    notes = [_state_note(request, shown)]
    if not shown.aging.patients_visible:
        notes.append(
            Note(
                "wait",
                "info",
                "Patients’ payments are not visible.",
                "The files say what was assigned to patients, not what they paid. So days in "
                "A/R, aging and over 90 count what payers owe, and net collection leaves the "
                "patients’ share out. A CSV of patient payments in the inbox shows the whole.",
            )
        )
    return [note for note in notes if note is not None]


def _state_note(request: PracticeRequest, shown: ShownMonth) -> Note | None:
    if shown.closed_at is not None:
        closed_on = clock.date_in(request.practice.zone, shown.closed_at)
        by = f" by {shown.closed_by}" if shown.closed_by else ""
        return Note(
            "plea" if shown.restatements else "calm",
            "swap" if shown.restatements else "lock",
            f"Closed {closed_on:%b} {closed_on.day}{by} and frozen.",
            _restated(shown),
        )
    if shown.as_of >= clock.today(request.practice.zone):
        return Note(
            "calm",
            "clock",
            f"{shown.month:%B} is still running.",
            f"It is shown as of {shown.as_of:%B} {shown.as_of.day} and moves as files come in.",
        )
    return None


def _restated(shown: ShownMonth) -> str:
    if not shown.restatements:
        return "Later changes show as restatements; none so far."
    changed = "; ".join(
        f"{MEANINGS[r.frozen.name].title} {r.frozen.measure.text}, now {r.now.measure.text}"
        for r in shown.restatements
        if r.frozen.name in MEANINGS
    )
    return f"What was learned since would restate it: {changed}."


@require_GET
@requires("claims.view")
def rows(request: PracticeRequest, text: str, figure: str, part: Part) -> HttpResponse:
    """Exactly the rows that make a number of the month, with their sum on top."""
    practice_id, month = request.actor.practice_id, _month(text)
    shown = shown_month(practice_id, month)
    try:
        behind = rows_behind(practice_id, month, figure, part)
    except NoSuchNumber:
        return _nothing(request, months_kept(practice_id), month)
    assert shown is not None
    page: Page[Any] = Paginator(behind, PAGE).get_page(request.GET.get("page"))  # type: ignore[arg-type]
    viewed(
        request,
        [row.named.patient_id for row in page],
        object_kind="month",
        object_key=f"{month:%Y-%m}/{figure}/{part}",
    )
    context = {
        "shown": shown,
        "meaning": MEANINGS[figure],
        "figure": shown.figures[figure],
        "part": part,
        "other": "denominator" if part == "numerator" else "numerator",
        "behind": behind,
        "page": page,
        "elsewhere": elsewhere(shown, figure, part),
    }
    return render_page_or_part(request, "oversight/rows.html", "rows", context)


def elsewhere(shown: ShownMonth, figure: str, part: str) -> str:
    """The same rows in the list of claims or open balances, where they can be worked; or "" for none."""
    month = f"{shown.month:%Y-%m}"
    if shown.closed_at is not None:
        return ""
    if figure == figures.ACCEPTANCE:
        outcome = "accepted" if part == "numerator" else "known"
        return f"/claims?{urlencode({'first_sent': month, 'first_outcome': outcome})}"
    if figure in (figures.DENIAL_RATE, figures.DENIAL_RATE_DOLLARS):
        denied = {"denied_first": "1"} if part == "numerator" else {}
        return f"/claims?{urlencode({'answered': month} | denied)}"
    if figure == figures.OVER_90 or (figure == figures.DSO and part == "numerator"):
        wanted = {"as_of": shown.as_of.isoformat()}
        if not shown.aging.patients_visible:
            wanted["party"] = "insurance"
        if (figure, part) == (figures.OVER_90, "numerator"):
            wanted["bucket"] = "91+"
        return f"{reverse('ar')}?{urlencode(wanted)}"
    return ""


@require_POST
@requires("reports.close")
def close(request: PracticeRequest, text: str) -> HttpResponse:
    """Close the month; a refusal is said on the page it concerns."""
    month = _month(text)
    try:
        close_month(month, by=request.actor, at=clock.now())
    except CannotClose as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{month:%B %Y} is closed and frozen.")
    return HttpResponseRedirect(reverse("month-page", args=[text]))
