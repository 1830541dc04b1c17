"""Claims: the list."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from mainstay.foundation import clock
from mainstay.frontoffice.patients.queries import patient_by
from mainstay.oversight.insight import selection
from mainstay.oversight.insight.queries.parties import payers_by_id
from mainstay.revenue.claims.queries.listing import ClaimFilter, claim_rows, claims
from mainstay.web.access import PracticeRequest, requires
from mainstay.web.render import render_page_or_part
from mainstay.web.revenue.capped import counted, page_of
from mainstay.web.revenue.filters import MonthField, PayerFilters, month_of, query_of
from mainstay.web.viewing import viewed

MOST_IN_A_TAB = 999
VIEWS = ("", "Rejected", "Denied", "Silent", "Part paid", "Patient owes")
STANDINGS = (
    "Sent", "With payer", "Silent", "Rejected", "Denied", "Part paid", "Paid", "Patient owes",
    "Closed",
)  # fmt: skip


class ClaimFilters(PayerFilters):
    """The filters of the list, as codes, dates and public ids in the address.

    ``status`` is a claim's stored status; ``view`` a word of its chip. The hidden ones come with
    the links of the month's figures.
    """

    view = forms.ChoiceField(choices=[(word, word) for word in STANDINGS], widget=forms.HiddenInput)
    status = forms.ChoiceField(
        choices=[(code, code) for code in (
            "sent", "accepted", "rejected", "denied", "part_paid", "paid", "closed", "void",
        )],
        widget=forms.HiddenInput,
    )  # fmt: skip
    patient = forms.UUIDField(widget=forms.HiddenInput)
    first_sent = MonthField(widget=forms.HiddenInput)
    first_outcome = forms.ChoiceField(
        choices=[("accepted", ""), ("rejected", ""), ("known", "")], widget=forms.HiddenInput
    )
    answered = MonthField(widget=forms.HiddenInput)
    denied_first = forms.BooleanField(widget=forms.HiddenInput)
    service_from = forms.DateField(
        label="Service\N{NO-BREAK SPACE}from", widget=forms.DateInput(attrs={"type": "date"})
    )
    service_to = forms.DateField(label="to", widget=forms.DateInput(attrs={"type": "date"}))
    sort = forms.ChoiceField(
        label="Order",
        choices=[("", "newest first"), ("oldest", "oldest first")],
    )

    def wanted(self, practice_id: int) -> ClaimFilter:
        """The filter these choices mean; what cannot be read counts as not given."""
        given = self.criteria()
        patient = patient_by(practice_id, given["patient"]) if "patient" in given else None
        return ClaimFilter(
            status=given.get("status", ""),
            standing=given.get("view", ""),
            payer_ids=self.payer_ids(),
            patient_id=(patient.pk if patient else 0) if "patient" in given else None,
            service_from_on=given.get("service_from"),
            service_to_on=given.get("service_to"),
            ids=_behind_a_figure(practice_id, given),
        )


def _behind_a_figure(practice_id: int, given: Mapping[str, Any]) -> QuerySet[Any] | None:
    """The claims a figure of the month counts, when its link asks for them."""
    known = selection.counted(practice_id)
    if first_sent := given.get("first_sent"):
        outcome = given.get("first_outcome", "known")
        sent = selection.first_sent(
            known, month_of(first_sent), outcome="" if outcome == "known" else outcome
        )
        return sent.values("claim_id")
    if answered := given.get("answered"):
        denied = bool(given.get("denied_first"))
        answers = selection.first_answered(known, month_of(answered), denied=denied)
        return answers.values("claim_id")
    return None


@require_safe
@requires("claims.view")
def claim_list(request: PracticeRequest) -> HttpResponse:
    """The claims its filters let through, newest first, with who owes what is open."""
    practice_id = request.actor.practice_id
    today = clock.today(request.practice.zone)
    form = ClaimFilters(request.GET, payers=payers_by_id(practice_id).values())
    given = form.criteria()
    found = claims(
        practice_id, form.wanted(practice_id), as_of=today, order=given.get("sort") or "newest"
    )
    page = page_of(found, request.GET.get("page"))
    rows = claim_rows(practice_id, page.object_list, as_of=today)  # type: ignore[arg-type]
    viewed(
        request,
        [row.patient_id for row in rows],
        action="claims.view",
        object_kind="claims",
        details={"filter": request.GET.urlencode()[:200]},
    )
    tabs = _tabs(practice_id, given.get("view", ""), as_of=today)
    context = {
        "form": form,
        "rows": rows,
        "page": page,
        "views": tabs,
        "needs": {tab["label"]: tab["count"] for tab in tabs if tab["count"]},
        "query": query_of(request),
        "clear_url": request.path,
        "is_filtered": bool(given.keys() - {"sort"}),
        "behind": _behind_in_words(given),
    }
    return render_page_or_part(request, "revenue/claims.html", "claim-rows", context)


def _tabs(practice_id: int, current: str, *, as_of: date) -> list[dict[str, Any]]:
    """The saved views; those that need a person say how many, up to 999 and a plus."""
    return [
        {
            "label": word or "All claims",
            "url": f"?view={word.replace(' ', '+')}" if word else "?",
            "count": counted(
                claims(practice_id, ClaimFilter(standing=word), as_of=as_of), MOST_IN_A_TAB
            )
            if word in ("Rejected", "Denied", "Silent")
            else None,
            "is_current": word == current,
        }
        for word in VIEWS
    ]


def _behind_in_words(given: Mapping[str, Any]) -> str:
    """What a figure's link asked for, in words."""
    if first_sent := given.get("first_sent"):
        words = {"accepted": "accepted at first", "rejected": "rejected at first"}
        outcome = words.get(given.get("first_outcome", ""), "answered by an acknowledgement")
        return f"First sent in {first_sent:%B %Y} and {outcome}."
    if answered := given.get("answered"):
        denied = " and denied a line" if given.get("denied_first") else ""
        return f"First answered by a remittance in {answered:%B %Y}{denied}."
    return ""
