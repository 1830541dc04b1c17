"""Practice settings: its name, its zone, and the numbers under which it bills."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from mainstay.foundation import clock
from mainstay.foundation.accounts import services
from mainstay.foundation.accounts.policy import can
from mainstay.foundation.accounts.queries import identifiers_of
from mainstay.web.access import PracticeRequest, requires
from mainstay.web.forms import Form
from mainstay.web.render import render_page_or_part

ZONES = (
    ("America/New_York", "Eastern"),
    ("America/Chicago", "Central"),
    ("America/Denver", "Mountain"),
    ("America/Phoenix", "Arizona"),
    ("America/Los_Angeles", "Pacific"),
    ("America/Anchorage", "Alaska"),
    ("Pacific/Honolulu", "Hawaii"),
    ("America/Puerto_Rico", "Atlantic (Puerto Rico)"),
)


class PracticeForm(Form):
    """What may be changed about a practice."""

    name = forms.CharField(max_length=120, label="Name", help_text="As it stands on prints.")
    zone = forms.ChoiceField(
        choices=ZONES, label="Time zone", help_text="Days begin and end by it, and so do months."
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires("settings.view")
def settings(request: PracticeRequest) -> HttpResponse:
    """Show the practice, and save what was changed when the role may."""
    now = {"name": request.practice.name, "zone": request.practice.zone}
    form = PracticeForm(request.POST or None, initial=now)
    may_edit = can(request.actor, "settings.edit")
    if request.method == "POST" and may_edit and form.is_valid():
        services.change_practice(request.actor, **form.cleaned_data, context=request.audit_context)
        messages.success(request, "The practice is saved")
        return redirect("settings")
    return render_page_or_part(
        request,
        "settings/practice.html",
        part="practice-form",
        context={
            "form": form,
            "may_edit": may_edit,
            "identifiers": identifiers_of(request.actor.practice_id),
        },
        status=422 if form.errors else 200,
    )


@require_POST
@requires("settings.edit")
def confirm(request: PracticeRequest) -> HttpResponse:
    """Take the learned numbers as the practice's own; files that name others are held from now."""
    services.confirm_identifiers(request.actor, at=clock.now(), context=request.audit_context)
    messages.success(request, "The numbers are confirmed")
    return redirect("settings")
