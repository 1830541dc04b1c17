"""One function: its people, its clock, its way up, and how it is done."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods
from markdown_it import MarkdownIt

from mainstay.foundation import clock, work
from mainstay.foundation.accounts.policy import can
from mainstay.foundation.accounts.queries.staff import Colleague, colleagues
from mainstay.foundation.work.errors import WorkRefusal
from mainstay.foundation.work.queries import FunctionLoad, function_loads
from mainstay.foundation.work.queries.ownership import versions_of, written_procedures
from mainstay.foundation.work.standard import procedure_to_start_from
from mainstay.web.access import PracticeRequest, requires
from mainstay.web.forms import Form

BACKUPS = 3
STEPS = 3
A_YEAR = timedelta(days=365)
_markdown = MarkdownIt("js-default", {"html": False, "linkify": False}).disable("image")


class PeopleForm(Form):
    """The owner, a person or a team, and the backups in their order."""

    owner = forms.ChoiceField(label="Owner", required=False)

    def __init__(self, data: Any, *, people: list[Colleague], load: FunctionLoad) -> None:
        super().__init__(data, initial=_people_of(load))
        persons = [(str(one.user_id), one.name) for one in people]
        teams = {f"team:{one.team_id}": one.team for one in people if one.team_id is not None}
        _choices(self, "owner", [("", "nobody"), *persons, *teams.items()])
        for number in range(1, BACKUPS + 1):
            label = "First backup" if number == 1 else f"Backup {number}"
            self.fields[f"backup_{number}"] = forms.ChoiceField(
                label=label,
                required=False,
                choices=[("", "nobody"), *persons],
                widget=forms.Select(attrs={"class": "input"}),
            )

    def chosen(self) -> dict[str, Any]:
        """The choice as ``assign_function`` takes it."""
        owner = self.cleaned_data["owner"]
        team = owner.removeprefix("team:") if owner.startswith("team:") else ""
        backups = [self.cleaned_data[f"backup_{number}"] for number in range(1, BACKUPS + 1)]
        return {
            "owner_user_id": int(owner) if owner and not team else None,
            "owner_team_id": int(team) if team else None,
            "backups": [int(one) for one in backups if one],
        }


class StandardsForm(Form):
    """The turnaround, the steps upward, and when silence is told."""

    turnaround_hours = forms.IntegerField(
        label="Turnaround", min_value=1, max_value=900, help_text="Business hours from in to done."
    )
    untouched_days = forms.IntegerField(
        label="Alarm when untouched for",
        min_value=1,
        max_value=250,
        help_text="Business days, after the last step upward.",
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, people: list[Colleague], load: FunctionLoad) -> None:
        super().__init__(data, initial=_standards_of(load))
        told = [
            ("", "nobody"),
            ("owner", "the owner"),
            ("backup", "the first backup"),
            ("manager", "a manager"),
            *((str(one.user_id), one.name) for one in people),
        ]
        for number in range(1, STEPS + 1):
            self.fields[f"hours_{number}"] = forms.IntegerField(
                label=f"Step {number}: business hours late",
                required=False,
                min_value=0,
                max_value=900,
                widget=forms.NumberInput(attrs={"class": "input"}),
            )
            self.fields[f"to_{number}"] = forms.ChoiceField(
                label=f"Step {number}: then tell",
                required=False,
                choices=told,
                widget=forms.Select(attrs={"class": "input"}),
            )

    def chosen(self) -> dict[str, Any]:
        """The choice as ``set_standards`` takes it."""
        steps = [
            {"after_hours": self.cleaned_data[f"hours_{number}"] or 0, "to": _told(to)}
            for number in range(1, STEPS + 1)
            if (to := self.cleaned_data[f"to_{number}"])
        ]
        kept = ("turnaround_hours", "untouched_days", "row_version")
        return {"escalation": steps} | {name: self.cleaned_data[name] for name in kept}


class ProcedureForm(Form):
    """The procedure's next version."""

    text = forms.CharField(
        label="How it is done",
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Markdown: # heading, - point, 1. step, **strong**.",
    )
    review_on = forms.DateField(
        label="Look at it again on", widget=forms.DateInput(attrs={"type": "date"})
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires("work.view")
def function_page(request: PracticeRequest, code: str) -> HttpResponse:
    """One function. Everyone may read it and say so; changing it needs the right to give work."""
    load = _load(request, code)
    people = colleagues(request.actor.practice_id)
    asked = request.POST.get("act", "")
    forms_ = _forms(request, asked, people, load)
    if request.method == "POST":
        try:
            if _done(request, asked, load, forms_):
                return redirect("function", code)
        except (WorkRefusal, ValueError) as refusal:
            forms_.get(asked, forms_["people"]).add_error(None, str(refusal))
    return _page(request, load, people, forms_)


def _load(request: PracticeRequest, code: str) -> FunctionLoad:
    loads = function_loads(request.actor.practice_id, as_of=clock.now())
    found = next((load for load in loads if load.code == code), None)
    if found is None:
        raise Http404
    return found


def _forms(
    request: PracticeRequest, asked: str, people: list[Colleague], load: FunctionLoad
) -> dict[str, Any]:
    def given(act: str) -> Any:
        return request.POST if asked == act else None

    versions = versions_of(request.actor.practice_id, load.code)
    review_on: date = clock.today(request.practice.zone) + A_YEAR
    return {
        "people": PeopleForm(given("people"), people=people, load=load),
        "standards": StandardsForm(given("standards"), people=people, load=load),
        "procedure": ProcedureForm(
            given("procedure"),
            initial={
                "text": versions[0].text if versions else procedure_to_start_from(load.code),
                "review_on": review_on,
            },
        ),
    }


def _done(request: PracticeRequest, asked: str, load: FunctionLoad, forms_: dict[str, Any]) -> bool:
    """Do what was asked for; False when a form has to be shown again."""
    actor, now = request.actor, clock.now()
    if asked == "read":
        work.note_reading(load.code, by=actor, at=now)
        messages.success(request, "Noted: you have read it.")
        return True
    if not can(actor, "work.assign"):
        raise PermissionDenied
    form = forms_.get(asked)
    if form is None or not form.is_valid():
        return False
    with transaction.atomic():
        if asked == "people":
            work.assign_function(actor.practice_id, load.code, **form.chosen())
            moved = work.reroute(actor.practice_id, function=load.code, by=actor, at=now)
            more = f" {moved:,} open items went with it." if moved else ""
            messages.success(request, f"{load.name} has its people.{more}")
        elif asked == "standards":
            work.set_standards(actor.practice_id, load.code, **form.chosen())
            messages.success(request, "New work of this function goes by these standards.")
        else:
            made = work.write_procedure(load.code, **form.cleaned_data, by=actor, at=now)
            messages.success(request, f"Version {made.number} holds from now on.")
    return True


def _page(
    request: PracticeRequest, load: FunctionLoad, people: list[Colleague], forms_: dict[str, Any]
) -> HttpResponse:
    practice_id = request.actor.practice_id
    versions = versions_of(practice_id, load.code)
    written = written_procedures(practice_id).get(load.code)
    names = {one.user_id: one.name for one in people}
    context = {
        "load": load,
        "forms": forms_,
        "versions": [(one, names.get(one.written_by_user_id or 0, "")) for one in versions],
        "procedure": rendered(versions[0].text) if versions else "",
        "written": written,
        "readers": [names[one] for one in sorted(written.readers) if one in names]
        if written
        else [],
        "has_read": written is not None and request.actor.user_id in written.readers,
        "may_assign": can(request.actor, "work.assign"),
    }
    status = 422 if any(form.errors for form in forms_.values()) else 200
    return render(request, "oversight/function.html", context, status=status)


def rendered(text: str) -> SafeString:
    """Markdown as HTML: no HTML of the writer's own, no images, no script in a link."""
    html: str = _markdown.render(text)  # its html is off: what the writer typed is escaped
    return SafeString(html)


def _people_of(load: FunctionLoad) -> dict[str, Any]:
    owner = load.owner_user_id or (f"team:{load.owner_team_id}" if load.owner_team_id else "")
    backups = {f"backup_{number}": one for number, one in enumerate(load.backups, start=1)}
    return {"owner": owner} | backups


def _standards_of(load: FunctionLoad) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "turnaround_hours": load.turnaround_hours,
        "untouched_days": load.untouched_days,
        "row_version": load.row_version,
    }
    for number, step in enumerate(load.escalation, start=1):
        initial |= {f"hours_{number}": step["after_hours"], f"to_{number}": step["to"]}
    return initial


def _told(to: str) -> str | int:
    return int(to) if to.isdecimal() else to


def _choices(form: Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
