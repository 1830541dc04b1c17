"""Appeal letters: the shipped templates, and the practice's own wording of them."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mainstay.foundation.accounts.policy import can
from mainstay.foundation.accounts.queries import names_of
from mainstay.revenue.denials.errors import DenialRefusal
from mainstay.revenue.denials.letters import BY_HAND, FIELDS, Template
from mainstay.revenue.denials.queries.history import win_rates
from mainstay.revenue.denials.queries.letters import letters, versions_of
from mainstay.revenue.denials.services.wording import reword
from mainstay.web.access import PracticeRequest, requires
from mainstay.web.forms import Form
from mainstay.web.revenue.denial_acts import METHODS, doing_of
from mainstay.web.revenue.denial_words import CATEGORIES


class LetterForm(Form):
    """A letter's words."""

    title = forms.CharField(max_length=80, label="Title")
    body = forms.CharField(
        label="Letter", max_length=8_000, widget=forms.Textarea(attrs={"rows": 24})
    )
    attachments = forms.CharField(
        label="Enclosed",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One to a line.",
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput)


@require_safe
@requires("denials.view")
def letter_list(request: PracticeRequest) -> HttpResponse:
    """Every letter, for what it is, its version, and what it has won."""
    rates = {one.key[0]: one for one in win_rates(request.actor.practice_id, ["letter_code"])}
    rows = [
        {"letter": one, "fits": _fits(one), "rate": rates.get(one.code)}
        for one in letters(request.actor.practice_id)
    ]
    return render(request, "revenue/letters.html", {"rows": rows})


def _fits(letter: Template) -> str:
    causes = ", ".join(CATEGORIES.get(name, name) for name in letter.categories)
    return causes or "Any reason"


@require_http_methods(METHODS)
@requires("denials.view")
def one_letter(request: PracticeRequest, code: str) -> HttpResponse:
    """One letter and its versions; saving makes a new version when the role may."""
    found = {one.code: one for one in letters(request.actor.practice_id)}
    if code not in found:
        raise Http404
    letter, may_edit = found[code], can(request.actor, "letters.edit")
    form = LetterForm(
        request.POST or None,
        initial={
            "title": letter.title,
            "body": letter.body,
            "attachments": "\n".join(letter.attachments),
            "based_on": letter.version,
        },
    )
    if request.method == "POST" and may_edit and form.is_valid():
        given = form.cleaned_data
        try:
            reword(
                code,
                doing_of(request),
                title=given["title"],
                body=given["body"],
                attachments=given["attachments"].splitlines(),
                based_on=given["based_on"],
            )
        except DenialRefusal as refusal:
            form.add_error("body", str(refusal))
        else:
            messages.success(request, "Saved as a new version")
            return redirect("letter", code=code)
    versions = versions_of(request.actor.practice_id, code)
    people = names_of({one.user_id for one in versions if one.user_id})
    context = {
        "letter": letter,
        "fits": _fits(letter),
        "form": form,
        "may_edit": may_edit,
        "versions": [(one, people.get(one.user_id or 0, "")) for one in versions],
        "fields": [(name, words) for name, words in FIELDS.items() if name not in BY_HAND],
        "by_hand": [(name, FIELDS[name]) for name in BY_HAND],
    }
    return render(request, "revenue/letter.html", context, status=422 if form.errors else 200)
