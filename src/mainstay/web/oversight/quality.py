"""Quality: the weekly samples, one week's claims, and the review of one."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from mainstay.foundation import clock
from mainstay.foundation.accounts.policy import can
from mainstay.foundation.accounts.queries import names_of
from mainstay.oversight.quality.errors import AlreadyReviewed
from mainstay.oversight.quality.models import Review
from mainstay.oversight.quality.models.sample import ANSWERS
from mainstay.oversight.quality.queries import review_of_id, reviews_of, sample_of, weeks
from mainstay.oversight.quality.services import finish_review
from mainstay.web.access import PracticeRequest, requires
from mainstay.web.forms import Form
from mainstay.web.viewing import viewed

QUESTIONS = {
    "codes": "Do the codes agree with the documentation?",
    "diagnoses": "Do the diagnoses support what was billed?",
    "modifiers": "Are the modifiers right?",
    "payer_rule": "Does it keep this payer’s rules?",
}
CHOICES = [("", "does not apply"), ("yes", "yes"), ("no", "no")]
MEANS = {"yes": True, "no": False, "": None}


class ReviewForm(Form):
    """Four questions, and what follows."""

    finding = forms.ChoiceField(
        label="What follows",
        required=False,
        choices=[
            ("", "nothing, all is right"),
            ("corrected_claim", "correct the claim"),
            ("refund", "give money back"),
            ("training", "train who coded it"),
            ("rule", "make it a rule"),
        ],
    )
    note = forms.CharField(label="What it is", required=False, max_length=300)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        questions = {
            name: forms.ChoiceField(
                label=QUESTIONS[name],
                required=False,
                choices=CHOICES,
                widget=forms.Select(attrs={"class": "input"}),
            )
            for name in ANSWERS
        }
        self.fields = questions | self.fields

    def answers(self) -> dict[str, bool | None]:
        """The answers by question."""
        return {name: MEANS[self.cleaned_data[name]] for name in ANSWERS}


@require_GET
@requires("quality.view")
def weeks_page(request: PracticeRequest) -> HttpResponse:
    """Every week's sample, with its share of sound claims against the limit of chance."""
    lines = weeks(request.actor.practice_id)
    context = {
        "lines": lines,
        "open": [line for line in lines if not line.is_done],
        "out": [line for line in lines if line.is_out_of_line],
    }
    return render(request, "oversight/quality.html", context)


@require_GET
@requires("quality.view")
def week_page(request: PracticeRequest, week: str) -> HttpResponse:
    """The claims of one week's sample."""
    sample = sample_of(request.actor.practice_id, _date(week))
    if sample is None:
        raise Http404
    reviews = reviews_of(sample)
    viewed(request, [review.claim.patient_id for review in reviews], object_kind="quality")
    people = names_of({one.reviewer_user_id for one in reviews if one.reviewer_user_id})
    context = {
        "sample": sample,
        "rows": [(one, people.get(one.reviewer_user_id or 0, "")) for one in reviews],
        "done": sum(one.reviewed_at is not None for one in reviews),
    }
    return render(request, "oversight/quality_week.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("quality.view")
def review_page(request: PracticeRequest, public_id: UUID) -> HttpResponse:
    """One claim of a sample: the questions, or the signed answers."""
    review = review_of_id(request.actor.practice_id, public_id)
    if review is None:
        raise Http404
    may_review = can(request.actor, "quality.review")
    form = ReviewForm(request.POST or None)
    if request.method == "POST":
        if not may_review:
            raise PermissionDenied
        if form.is_valid() and _signed(request, review, form):
            return redirect("quality-week", review.sample.week_on.isoformat())
    viewed(request, [review.claim.patient_id], object_kind="quality")
    people = names_of({review.reviewer_user_id} if review.reviewer_user_id else set())
    context = {
        "review": review,
        "form": form,
        "may_review": may_review and review.reviewed_at is None,
        "answers": [(QUESTIONS[name], getattr(review, name)) for name in ANSWERS],
        "reviewer": people.get(review.reviewer_user_id or 0, ""),
        "follows": dict(form.fields["finding"].choices).get(review.finding, ""),  # type: ignore[attr-defined]
    }
    status = 422 if form.errors else 200
    return render(request, "oversight/quality_review.html", context, status=status)


def _signed(request: PracticeRequest, review: Review, form: ReviewForm) -> bool:
    try:
        finish_review(
            review,
            form.answers(),
            finding=form.cleaned_data["finding"],
            note=form.cleaned_data["note"],
            by=request.actor,
            at=clock.now(),
        )
    except (AlreadyReviewed, ValueError) as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(
        request,
        "Signed. What was found is with who mends it." if review.finding else "Signed: all right.",
    )
    return True


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
