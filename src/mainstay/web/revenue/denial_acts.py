"""What people do about denials: pages with a form each, so that every act works without script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from mainstay.engine.money import format_cents
from mainstay.foundation import clock
from mainstay.revenue.denials.errors import DenialRefusal
from mainstay.revenue.denials.queries.denials import denial_of
from mainstay.revenue.denials.queries.history import write_off_exists
from mainstay.revenue.denials.services.advancing import Doing, Said
from mainstay.revenue.denials.services.undoing import undo
from mainstay.revenue.denials.services.with_payer import (
    ANSWER_DAYS,
    leave_with_payer,
    note_answer,
)
from mainstay.revenue.denials.services.writing_off import (
    LIMIT_CENTS,
    REASONS,
    decide,
    needs_second,
    write_off,
)
from mainstay.revenue.denials.states import IllegalTransition
from mainstay.web.access import PracticeRequest, requires
from mainstay.web.forms import Form
from mainstay.web.revenue.denial_words import ACTS, CHANNELS, Row
from mainstay.web.viewing import viewed

if TYPE_CHECKING:
    from mainstay.revenue.denials.models import Denial

METHODS = ("GET", "HEAD", "POST")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
Refused = (DenialRefusal, IllegalTransition)


def doing_of(request: PracticeRequest, on: date | None = None) -> Doing:
    """Who acts, now, from where; on the practice's date unless another is given."""
    today = clock.today(request.practice.zone)
    return Doing(request.actor, clock.now(), on or today, request.audit_context)


def found(request: PracticeRequest, public_id: UUID) -> Denial:
    """The denial, its being looked at noted; 404 where the practice has none of this id."""
    try:
        denial = denial_of(request.actor.practice_id, public_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    viewed(
        request,
        [denial.claim.patient_id],
        action="denials.view",
        object_kind="denial",
        object_key=str(public_id),
    )
    return denial


def the_page(denial: Denial) -> HttpResponseRedirect:
    """Back to the denial."""
    return HttpResponseRedirect(reverse("denial", args=[denial.public_id]))


class ActForm(Form):
    """What every act that leaves a denial with its payer has: why, and when to ask again."""

    reason = forms.CharField(
        max_length=300, label="What was done", widget=forms.Textarea(attrs={"rows": 3})
    )
    reference = forms.CharField(max_length=80, required=False, label="Reference")
    waits_until = forms.DateField(
        label="Ask again on",
        widget=DAY,
        help_text="It comes back to the list by itself then, unless the payer has answered.",
    )

    @property
    def said(self) -> Said:
        """What was written down."""
        given = self.cleaned_data
        return Said(
            given["reason"],
            given.get("reference", ""),
            given.get("contact", ""),
            given.get("channel", ""),
        )


class ResendForm(ActForm):
    """A corrected claim, sent from the practice's billing system."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "What was corrected"
        self.fields["reference"].label = "New claim number"
        self.fields[
            "reference"
        ].help_text = "If you know it. The corrected 837 is noticed by itself when it is read."


class RecordsForm(ActForm):
    """Records that the payer asked for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "Which records, and how"
        self.fields["reference"].label = "Proof"
        self.fields["reference"].help_text = "Fax confirmation, portal or tracking number."


class EscalateForm(ActForm):
    """A call, a peer-to-peer, or our representative at the payer."""

    channel = forms.ChoiceField(label="How", choices=list(CHANNELS.items()))
    contact = forms.CharField(max_length=80, label="Who", help_text="Name and line or extension.")
    field_order = ("channel", "contact", "reference", "reason", "waits_until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "What was agreed"
        self.fields["reference"].label = "Reference number"
        self.fields["reference"].help_text = "The number they gave for the call."


FORMS: dict[str, type[ActForm]] = {
    "resend": ResendForm,
    "send_records": RecordsForm,
    "escalate": EscalateForm,
}
DONE = {
    "resend": "Noted: corrected and sent again.",
    "send_records": "Noted: records sent.",
    "escalate": "Noted: with the payer.",
}


@require_http_methods(METHODS)
@requires("denials.edit")
def act_on(request: PracticeRequest, denial: UUID, act: str) -> HttpResponse:
    """Correct and resend, send records, or escalate."""
    if act not in FORMS:
        raise Http404
    one = found(request, denial)
    form = FORMS[act](request.POST or None, initial={"waits_until": due(request, act)})

    def do() -> None:
        until = form.cleaned_data["waits_until"]
        leave_with_payer(denial, act, doing_of(request), form.said, waits_until=until)

    return act_page(request, one, form, do, title=ACTS[act], done=DONE[act], act="Note it")


def due(request: PracticeRequest, act: str) -> date:
    """When the payer's answer to an act is usually due."""
    return clock.today(request.practice.zone) + timedelta(days=ANSWER_DAYS[act])


def act_page(
    request: PracticeRequest,
    denial: Denial,
    form: Form,
    do: Callable[[], object],
    *,
    title: str,
    done: str,
    act: str,
    intro: str = "",
    template: str = "revenue/denial_act.html",
    **more: Any,
) -> HttpResponse:
    """Show a form about a denial; do the act when it is filled in, or say why not."""
    if request.method == "POST" and form.is_valid():
        try:
            do()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return the_page(denial)
    context = {
        "denial": denial,
        "row": Row(denial),
        "form": form,
        "title": title,
        "act": act,
        "intro": intro,
        **more,
    }
    return render(request, template, context, status=422 if form.errors else 200)


class WriteOffForm(Form):
    """Why an amount is given up."""

    reason_code = forms.ChoiceField(label="Reason", choices=list(REASONS.items()))
    reason = forms.CharField(
        max_length=250,
        required=False,
        label="In words",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What the second person, or an auditor, should know.",
    )


@require_http_methods(METHODS)
@requires("adjustments.propose")
def ask_write_off(request: PracticeRequest, denial: UUID) -> HttpResponse:
    """Write the denied amount off; above the limit ask a second person to."""
    one = found(request, denial)
    form = WriteOffForm(request.POST or None)
    is_large = needs_second(one.cents)
    amount, limit = format_cents(one.cents), format_cents(LIMIT_CENTS)
    intro = (
        f"Above {limit} a second person decides. Whoever may approve finds it on Today."
        if is_large
        else f"Up to {limit} one person decides. It is posted at once and can be undone."
    )
    return act_page(
        request,
        one,
        form,
        lambda: write_off(denial, doing_of(request), **form.cleaned_data),
        title=f"Write off {amount}?",
        done="Asked: a second person decides." if is_large else f"Written off: {amount}.",
        act=f"Ask to write off {amount}" if is_large else f"Write off {amount}",
        intro=intro,
    )


class DecideForm(Form):
    """The second person's answer."""

    decision = forms.CharField(
        max_length=300,
        required=False,
        label="Why",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Needed to send it back.",
    )


@require_POST
@requires("adjustments.approve")
def decide_write_off(request: PracticeRequest, write_off: UUID) -> HttpResponse:
    """Approve or send back a write-off that somebody else asked for."""
    form = DecideForm(request.POST)
    form.is_valid()
    is_approved = request.POST.get("answer") == "approve"
    try:
        decided = decide(
            write_off,
            doing_of(request),
            is_approved=is_approved,
            decision=form.cleaned_data.get("decision", ""),
        )
    except Refused as refusal:
        if not write_off_exists(request.actor.practice_id, write_off):
            raise Http404 from None
        messages.info(request, str(refusal))
        return redirect("denials")
    amount = format_cents(decided.cents)
    messages.success(request, f"Written off: {amount}." if is_approved else "Sent back.")
    return the_page(decided.denial)


class AnswerForm(Form):
    """What the payer said, before money moves."""

    answer = forms.ChoiceField(
        label="They",
        choices=[("pay", "will pay; the money is awaited"), ("refuse", "stay with their refusal")],
    )
    answered_on = forms.DateField(label="On", widget=DAY)
    reason = forms.CharField(
        max_length=300, required=False, label="In words", widget=forms.Textarea(attrs={"rows": 3})
    )
    reference = forms.CharField(max_length=80, required=False, label="Reference number")


@require_http_methods(METHODS)
@requires("denials.edit")
def answer(request: PracticeRequest, denial: UUID) -> HttpResponse:
    """Write down what the payer said to a corrected claim, records or a call."""
    one = found(request, denial)
    today = clock.today(request.practice.zone)
    form = AnswerForm(request.POST or None, initial={"answered_on": today})

    def do() -> None:
        given = form.cleaned_data
        note_answer(
            denial,
            gave_in=given["answer"] == "pay",
            doing=doing_of(request, given["answered_on"]),
            said=Said(given["reason"], given["reference"]),
        )

    return act_page(
        request, one, form, do, title="What the payer said", done="Noted.", act="Note the answer"
    )


@require_POST
@requires("denials.edit")
def undo_last(request: PracticeRequest, denial: UUID) -> HttpResponse:
    """Take the last act back."""
    one = found(request, denial)
    try:
        undo(denial, doing_of(request))
    except Refused as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, "Taken back: it is as it was before.")
    return the_page(one)
