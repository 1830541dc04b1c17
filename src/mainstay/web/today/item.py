"""One work item: what it is, what happened to it, and what a person can do about it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mainstay.engine.money import parse_cents
from mainstay.foundation import clock
from mainstay.foundation.accounts.policy import can
from mainstay.foundation.accounts.queries import names_of
from mainstay.foundation.accounts.queries.staff import colleagues, teams_of
from mainstay.foundation.tenancy.queries import calendar_of
from mainstay.foundation.work import services as work
from mainstay.foundation.work.errors import WorkRefusal
from mainstay.foundation.work.models import WorkItem
from mainstay.foundation.work.queries import ItemFilter
from mainstay.foundation.work.queries.items import history_of, item_of_id
from mainstay.foundation.work.states import IllegalTransition
from mainstay.web.access import PracticeRequest, requires
from mainstay.web.forms import Form
from mainstay.web.today.subjects import subject_of

OUTCOMES = (
    ("done", "done"),
    ("not_needed", "not needed"),
    ("duplicate", "done elsewhere"),
    ("written_off", "given up"),
)
ACTS_IN_WORDS = {
    "open": "came in",
    "take": "taken",
    "wait": "put aside",
    "release": "given back",
    "close": "done",
    "reopen": "opened again",
    "hand_over": "handed over",
    "note": "noted",
    "split": "split",
    "route": "found its holder",
    "covered": "moved: away",
    "returned": "moved: back",
    "escalate": "climbed",
    "untouched": "left alone for long",
}


class ItemForm(Form):
    """What any of the acts may need; each asks only for its own."""

    note = forms.CharField(label="Note", required=False, max_length=300)
    until = forms.DateField(
        label="Look again on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    to = forms.TypedChoiceField(label="Give to", required=False, coerce=int, empty_value=None)
    outcome = forms.ChoiceField(label="How it ended", choices=OUTCOMES, required=False)
    part_title = forms.CharField(label="The part", required=False, max_length=200)
    part_amount = forms.CharField(label="Its dollars", required=False, max_length=14)

    def __init__(self, data: Any, *, people: list[tuple[int, str]]) -> None:
        super().__init__(data)
        to = self.fields["to"]
        assert isinstance(to, forms.TypedChoiceField)
        to.choices = [("", "Choose who"), *people]

    def part_cents(self) -> int:
        """The part's money in cents, nothing where none is given.

        Raises:
            ValueError: it is no amount.
        """
        text = self.cleaned_data["part_amount"].replace("$", "").replace(",", "").strip()
        return parse_cents(text) if text else 0


@require_http_methods(["GET", "HEAD", "POST"])
@requires("work.view")
def item_page(request: PracticeRequest, item: UUID) -> HttpResponse:
    """One item and its acts."""
    found = item_of_id(request.actor.practice_id, item)
    if found is None:
        raise Http404
    people = [(one.user_id, one.name) for one in colleagues(request.actor.practice_id)]
    form = ItemForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            said = _done(request, found, form)
        except (WorkRefusal, IllegalTransition, ValueError) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect("work-item", found.public_id)
    return _page(request, found, form, dict(people))


@require_POST
@requires("work.view")
def take_next(request: PracticeRequest) -> HttpResponse:
    """Take the most pressing item that is mine or my team's to take, and open it."""
    actor = request.actor
    assert actor.user_id is not None  # a person clicked
    mine = ItemFilter(
        function=request.POST.get("function", ""),
        of_user_id=actor.user_id,
        of_team_ids=tuple(teams_of(actor.practice_id, actor.user_id)),
    )
    item = work.take_next(actor.practice_id, mine, by=actor, at=clock.now())
    if item is None:
        messages.info(request, "Nothing of yours waits to be taken.")
        return redirect("work")
    return redirect("work-item", item.public_id)


def _done(request: PracticeRequest, item: WorkItem, form: ItemForm) -> str:
    """Do what was asked for; what to say of it.

    Raises:
        WorkRefusal, IllegalTransition, ValueError: it cannot be done; the sentence says why.
    """
    asked = request.POST.get("act", "")
    if asked not in ACTS:
        raise ValueError("Choose what to do with this item.")
    return ACTS[asked](request, item, form)


def _take(request: PracticeRequest, item: WorkItem, form: ItemForm) -> str:
    work.take(item, by=request.actor, at=clock.now(), note=form.cleaned_data["note"])
    return "You have it."


def _release(request: PracticeRequest, item: WorkItem, form: ItemForm) -> str:
    work.release(item, by=request.actor, at=clock.now(), note=form.cleaned_data["note"])
    return "It is back in its queue."


def _note(request: PracticeRequest, item: WorkItem, form: ItemForm) -> str:
    work.note(item, form.cleaned_data["note"], by=request.actor, at=clock.now())
    return "Noted."


def _wait(request: PracticeRequest, item: WorkItem, form: ItemForm) -> str:
    on: date | None = form.cleaned_data["until"]
    if on is None:
        raise ValueError("Say on which day to look again.")
    hours = calendar_of(item.practice_id, today=on).hours_on(on)
    opens = hours.opens if hours else datetime.min.time()
    until = datetime.combine(on, opens, ZoneInfo(request.practice.zone)).astimezone(UTC)
    work.wait(item, until=until, by=request.actor, at=clock.now(), note=form.cleaned_data["note"])
    return "Put aside. It comes back by itself."


def _hand_over(request: PracticeRequest, item: WorkItem, form: ItemForm) -> str:
    to, actor = form.cleaned_data["to"], request.actor
    if to is None:
        raise ValueError("Choose to whom it goes.")
    is_mine = actor.user_id in {item.assignee_user_id, item.holder_user_id}
    if not (is_mine or can(actor, "work.assign")):
        raise PermissionDenied
    work.hand_over(item, to_user_id=to, by=actor, at=clock.now(), note=form.cleaned_data["note"])
    return "Handed over."


def _close(request: PracticeRequest, item: WorkItem, form: ItemForm) -> str:
    outcome = form.cleaned_data["outcome"] or "done"
    work.close(item, outcome, by=request.actor, at=clock.now(), note=form.cleaned_data["note"])
    return "Done."


def _reopen(request: PracticeRequest, item: WorkItem, form: ItemForm) -> str:
    if not form.cleaned_data["note"].strip():
        raise ValueError("Say why it is open again.")
    work.reopen(item, by=request.actor, at=clock.now(), note=form.cleaned_data["note"])
    return "It is open again, with a new clock."


def _split(request: PracticeRequest, item: WorkItem, form: ItemForm) -> str:
    work.split(
        item,
        title=form.cleaned_data["part_title"],
        value_cents=form.part_cents(),
        by=request.actor,
        at=clock.now(),
    )
    return "The part is an item of its own."


ACTS: dict[str, Callable[[PracticeRequest, WorkItem, ItemForm], str]] = {
    "take": _take,
    "release": _release,
    "note": _note,
    "wait": _wait,
    "hand_over": _hand_over,
    "close": _close,
    "reopen": _reopen,
    "split": _split,
}


def _page(
    request: PracticeRequest, item: WorkItem, form: ItemForm, names: dict[int, str]
) -> HttpResponse:
    history = history_of(item)
    known = {one for change in history for one in (change.user_id, change.to_user_id) if one}
    known |= {one for one in (item.assignee_user_id, item.holder_user_id, item.told_user_id) if one}
    names = names | names_of(known - names.keys())
    context = {
        "item": item,
        "subject": subject_of(item.subject_kind, item.subject_key),
        "form": form,
        "history": [
            (
                change,
                ACTS_IN_WORDS.get(change.act, change.act),
                names.get(change.user_id or 0, "Mainstay"),
                names.get(change.to_user_id or 0, ""),
            )
            for change in history
        ],
        "holder": names.get(item.assignee_user_id or item.holder_user_id or 0, ""),
        "told": names.get(item.told_user_id or 0, ""),
        "is_mine": item.assignee_user_id == request.actor.user_id,
        "chip": _chip(item),
    }
    return render(request, "today/item.html", context, status=422 if form.errors else 200)


def _chip(item: WorkItem) -> str:
    if item.state == "done":
        return "Done"
    if item.due_at is not None and item.due_at < clock.now():
        return "Late"
    return {"new": "New", "working": "Working", "waiting": "Waiting"}[item.state]
