"""Say that somebody is away, see the briefs of what moved, undo it, and say that she is back."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mainstay.foundation import clock, work
from mainstay.foundation.accounts.policy import can
from mainstay.foundation.accounts.queries import names_of
from mainstay.foundation.accounts.queries.staff import Colleague, colleagues
from mainstay.foundation.tenancy.queries import calendar_of
from mainstay.foundation.work.errors import WorkRefusal
from mainstay.foundation.work.models import Absence
from mainstay.foundation.work.queries.ownership import absence_of_id, briefs_of
from mainstay.web.access import PracticeRequest, requires
from mainstay.web.forms import Form
from mainstay.web.today.subjects import subject_of

MAY_PAGE = ["GET", "HEAD", "POST"]


class AwayForm(Form):
    """Who is away, why, and from when until when."""

    who = forms.TypedChoiceField(label="Who", coerce=int)
    kind = forms.ChoiceField(
        label="Why",
        choices=[("sick", "out sick"), ("leave", "on leave"), ("other", "something else")],
    )
    starts = forms.DateField(
        label="First day away",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Leave it empty for from now on.",
    )
    ends = forms.DateField(
        label="Last day away",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Leave it empty while nobody knows.",
    )

    def __init__(self, data: Any, *, people: list[Colleague], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        who = self.fields["who"]
        assert isinstance(who, forms.TypedChoiceField)
        who.choices = [("", "Choose who"), *((one.user_id, one.name) for one in people)]

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        given = super().clean() or {}
        starts, ends = given.get("starts"), given.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", "The last day is before the first.")
        return given


@require_http_methods(MAY_PAGE)
@requires("work.view")
def away(request: PracticeRequest) -> HttpResponse:
    """Mark somebody away. Everyone may say it of himself; of others, who may give work."""
    people = colleagues(request.actor.practice_id)
    if not can(request.actor, "work.assign"):
        people = [one for one in people if one.user_id == request.actor.user_id]
    initial = {name: request.GET.get(name, "") for name in ("who", "starts", "ends")}
    if not initial["who"] and len(people) == 1:
        initial["who"] = str(people[0].user_id)
    form = AwayForm(request.POST or None, people=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return _marked(request, form.cleaned_data)
        except (WorkRefusal, ValueError) as refusal:
            form.add_error(None, str(refusal))
    status = 422 if form.errors else 200
    return render(request, "oversight/away.html", {"form": form}, status=status)


@require_http_methods(MAY_PAGE)
@requires("work.view")
def absence(request: PracticeRequest, public_id: UUID) -> HttpResponse:
    """What moved because somebody is away, item by item, with where each stands now."""
    found = absence_of_id(request.actor.practice_id, public_id)
    if found is None:
        raise Http404
    may_change = can(request.actor, "work.assign") or found.user_id == request.actor.user_id
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied
        return _changed(request, found)
    return _brief_page(request, found, may_change=may_change)


def _marked(request: PracticeRequest, given: dict[str, Any]) -> HttpResponse:
    now = clock.now()
    made = work.mark_away(
        given["who"],
        kind=given["kind"],
        starts_at=_opening(request, given["starts"]) if given["starts"] else now,
        ends_at=_closing(request, given["ends"]) if given["ends"] else None,
        by=request.actor,
        at=now,
    )
    moved = len(briefs_of(made))
    words = f"{moved:,} open item{'s' if moved != 1 else ''} moved, each with a brief."
    messages.success(request, words if moved else "Noted. Nothing had to move.")
    return redirect("absence", made.public_id)


def _changed(request: PracticeRequest, found: Absence) -> HttpResponse:
    asked, now = request.POST.get("act", ""), clock.now()
    if asked == "undo":
        back = work.undo_absence(found, by=request.actor, at=now)
        messages.success(request, f"Undone. {back:,} items are where they were.")
        return redirect("ownership")
    if asked == "back":
        back = work.welcome_back(found, by=request.actor, at=now)
        messages.success(request, f"Welcome back. {back:,} items returned.")
    return redirect("absence", found.public_id)


def _brief_page(request: PracticeRequest, found: Absence, *, may_change: bool) -> HttpResponse:
    handovers = briefs_of(found)
    holders = {one.item.assignee_user_id or one.item.holder_user_id for one in handovers}
    people = names_of({found.user_id, *(user_id for user_id in holders if user_id)})
    context = {
        "absence": found,
        "name": people.get(found.user_id, ""),
        "briefs": [
            (
                one,
                subject_of(one.item.subject_kind, one.item.subject_key),
                people.get(one.item.assignee_user_id or one.item.holder_user_id or 0, ""),
            )
            for one in handovers
        ],
        "done": sum(one.item.state == "done" for one in handovers),
        "is_over": found.undone_at is not None or found.returned_at is not None,
        "may_change": may_change,
    }
    return render(request, "oversight/absence.html", context)


def _opening(request: PracticeRequest, on: date) -> datetime:
    """When the office opens that day, or midnight where it does not (UTC)."""
    hours = calendar_of(request.actor.practice_id, today=on).hours_on(on)
    return _moment(on, hours.opens if hours else time(), request.practice.zone)


def _closing(request: PracticeRequest, on: date) -> datetime:
    """The end of that day (UTC): she is back when the next one begins."""
    return _moment(on + timedelta(days=1), time(), request.practice.zone)


def _moment(on: date, at: time, zone: str) -> datetime:
    return datetime.combine(on, at, ZoneInfo(zone)).astimezone(UTC)
