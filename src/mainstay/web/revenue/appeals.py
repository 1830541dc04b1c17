"""Appeals: the letter to check and send, its packet on paper, and what the payer answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from mainstay.engine import codes
from mainstay.engine.money import format_cents
from mainstay.foundation import clock
from mainstay.revenue.denials.letters import Template, gaps, merged
from mainstay.revenue.denials.packet import Packet, RemitLine, as_pdf
from mainstay.revenue.denials.queries.history import appeal_of, appeals_of
from mainstay.revenue.denials.queries.letters import fields_of
from mainstay.revenue.denials.services.appealing import (
    Letter,
    next_level,
    note_response,
    send_appeal,
)
from mainstay.revenue.remits.queries.payments import LineRow, one_payment
from mainstay.web.access import PracticeRequest, requires
from mainstay.web.forms import Form
from mainstay.web.revenue.denial_acts import DAY, METHODS, act_page, doing_of, found
from mainstay.web.revenue.denial_sheet import templates_for
from mainstay.web.revenue.denial_words import WAYS
from mainstay.web.revenue.reasons import service_in_words

if TYPE_CHECKING:
    from mainstay.revenue.denials.models import Appeal, Denial


class AppealForm(Form):
    """The letter as it goes out, and how."""

    body = forms.CharField(
        label="Letter",
        max_length=8_000,
        widget=forms.Textarea(attrs={"rows": 26}),
        help_text="What stands in double brackets isn’t known: write it in, or take it out.",
    )
    attachments = forms.CharField(
        label="Enclosed",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One to a line.",
    )
    sent_how = forms.ChoiceField(
        label="Sent by", choices=[pair for pair in WAYS.items() if pair[0] != "edi_275"]
    )
    proof = forms.CharField(
        label="Proof",
        max_length=120,
        help_text="Portal confirmation, fax report or tracking number.",
    )
    sent_on = forms.DateField(label="Sent on", widget=DAY)


@require_http_methods(METHODS)
@requires("denials.edit")
def appeal(request: PracticeRequest, denial: UUID) -> HttpResponse:
    """Check the letter, print its packet, and note that it was sent."""
    one = found(request, denial)
    today = clock.today(request.practice.zone)
    level = next_level(one, appeals_of(one))
    templates = templates_for(one, level.number)
    template = _chosen(templates, request.POST.get("letter") or request.GET.get("letter", ""))
    words = merged(template.body, fields_of(one, level=level.name, today=today))
    form = AppealForm(
        request.POST or None,
        initial={
            "body": words,
            "attachments": "\n".join(template.attachments),
            "sent_on": today,
        },
    )

    def do() -> None:
        given = form.cleaned_data
        send_appeal(
            denial,
            Letter(template.code, template.version, given["body"], _lines(given["attachments"])),
            doing_of(request),
            sent_how=given["sent_how"],
            proof=given["proof"],
            sent_on=given["sent_on"],
        )

    if request.method == "POST" and request.POST.get("then") == "packet":
        body, enclosed = request.POST.get("body", ""), request.POST.get("attachments", "")
        return _pdf(request, one, body, _lines(enclosed))
    return act_page(
        request,
        one,
        form,
        do,
        title=level.name,
        done=f"{level.name} noted as sent. It comes back when the answer is due.",
        act="Note it as sent",
        template="revenue/denial_appeal.html",
        level=level,
        letter=template,
        letters=templates,
        gaps=gaps(form.data.get("body", words) if form.is_bound else words),
    )


def _chosen(templates: Sequence[Template], code: str) -> Template:
    return next((one for one in templates if one.code == code), templates[0])


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@require_safe
@requires("denials.view")
def packet(request: PracticeRequest, appeal: UUID) -> HttpResponse:
    """The packet of an appeal that was sent, as it was sent."""
    sent = _appeal(request, appeal)
    one = found(request, sent.denial.public_id)
    return _pdf(request, one, sent.body, sent.attachments)


def _pdf(
    request: PracticeRequest, denial: Denial, body: str, attachments: Sequence[str]
) -> HttpResponse:
    payment = one_payment(request.actor.practice_id, denial.payment.public_id)
    remit = denial.payment.remit
    paid_on = f"{remit.paid_on:%B} {remit.paid_on.day}, {remit.paid_on.year}"
    made = as_pdf(
        Packet(
            title=f"Appeal of claim {denial.claim.claim_number}",
            practice=request.practice.name,
            letter=body,
            payment=f"Remittance {remit.trace_number} of {paid_on}, claim "
            f"{payment.payment.payer_claim_number or denial.claim.claim_number}.",
            lines=list(_remit_lines(payment.lines)),
            attachments=attachments,
        ),
        at=clock.now(),
    )
    response = HttpResponse(made, content_type="application/pdf")
    name = f"appeal-{denial.claim.claim_number}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _remit_lines(lines: Iterable[LineRow]) -> Iterable[RemitLine]:
    for line in lines:
        label = codes.procedure_label(line.procedure)
        service = service_in_words(line.procedure, line.modifiers)
        yield RemitLine(
            on=f"{line.service_on:%m/%d/%Y}" if line.service_on else "",
            service=f"{service} {label}".strip(),
            reasons=[
                f"{one.group}-{one.carc} {one.summary}: {format_cents(one.cents)}"
                for one in line.adjustments
            ],
            billed=format_cents(line.charge_cents),
            paid=format_cents(line.paid_cents),
        )


class ResponseForm(Form):
    """What the payer decided."""

    outcome = forms.ChoiceField(
        label="They decided",
        choices=[("won", "for us"), ("part", "for us in part"), ("lost", "against us")],
    )
    won = forms.DecimalField(
        label="Dollars they will pay",
        required=False,
        min_value=0,
        decimal_places=2,
        max_digits=9,
        help_text="Empty for the whole amount, or nothing if they decided against us.",
    )
    responded_on = forms.DateField(label="Decided on", widget=DAY)
    response = forms.CharField(
        label="Their words",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_http_methods(METHODS)
@requires("denials.edit")
def response(request: PracticeRequest, appeal: UUID) -> HttpResponse:
    """Write down what the payer answered to an appeal."""
    sent = _appeal(request, appeal)
    one = found(request, sent.denial.public_id)
    today = clock.today(request.practice.zone)
    form = ResponseForm(request.POST or None, initial={"responded_on": today})

    def do() -> None:
        given = form.cleaned_data
        won = given["won"]
        note_response(
            appeal,
            doing_of(request, given["responded_on"]),
            outcome=given["outcome"],
            won_cents=sent.asked_cents if won is None else int(won * 100),
            response=given["response"],
        )

    return act_page(
        request,
        one,
        form,
        do,
        title=f"Answer to the {sent.level_name.lower()}",
        done="The answer is noted.",
        act="Note the answer",
    )


@require_safe
@requires("denials.view")
def sent_letter(request: PracticeRequest, appeal: UUID) -> HttpResponse:
    """An appeal as it was sent: its words, how, proof, and what came back."""
    sent = _appeal(request, appeal)
    one = found(request, sent.denial.public_id)
    context: dict[str, Any] = {"appeal": sent, "denial": one, "way": WAYS[sent.sent_how]}
    return render(request, "revenue/appeal.html", context)


def _appeal(request: PracticeRequest, public_id: UUID) -> Appeal:
    try:
        return appeal_of(request.actor.practice_id, public_id)
    except ObjectDoesNotExist:
        raise Http404 from None
