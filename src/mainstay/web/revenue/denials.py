"""Denials: what payers refused, by category, payer and reason; and one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mainstay.engine import codes
from mainstay.engine.money import format_cents, round_half_up
from mainstay.foundation import clock
from mainstay.foundation.accounts.policy import can
from mainstay.foundation.accounts.queries import names_of
from mainstay.foundation.work.queries import open_items_about
from mainstay.oversight.insight.queries.parties import PayerName, payers_by_id
from mainstay.revenue.denials.queries.denials import (
    DenialFilter,
    DenialGroup,
    denial_groups,
    denial_of,
    denials,
    denials_of_claims,
    total,
)
from mainstay.revenue.denials.queries.of_payment import largest_of_payment
from mainstay.revenue.denials.states import OPEN
from mainstay.web.access import PracticeRequest, requires
from mainstay.web.naming import plain_case
from mainstay.web.render import render_page_or_part
from mainstay.web.revenue.capped import page_of
from mainstay.web.revenue.filters import PayerFilters, query_of
from mainstay.web.revenue.reasons import remarks, service_in_words
from mainstay.web.viewing import viewed

SOON_DAYS = 14
GROUPS_SHOWN = 7
TERSE_WORDS = 2
VIEWS = {
    "": "All open",
    "soon": "Missed or under 14 days",
    "preventable": "Could have been prevented",
    "every": "Settled too",
}
OWNERS = {
    "AR": "A/R follow-up",
    "Auth": "Authorizations",
    "Billing": "Submission",
    "Clinical": "Clinicians",
    "Coding": "Coding review",
    "Compliance": "Compliance",
    "Contracting": "Contracts",
    "Credentialing": "Credentialing",
    "FrontDesk": "Front desk",
    "Posting": "Payment posting",
}
CATEGORIES = {
    "ELIGIBILITY": "Cover not in force",
    "COB": "Order of payers",
    "DEMOGRAPHIC": "Name, birth date or member number",
    "AUTH": "Authorization",
    "MEDNEC": "Medical necessity",
    "CODING": "Coding",
    "BUNDLING": "Bundled into another service",
    "FREQUENCY": "Too many or too often",
    "BENEFIT_MAX": "Benefit used up",
    "DOCUMENTATION": "Records missing",
    "BILLING_INFO": "Missing or invalid on the claim",
    "PROVIDER": "Provider not enrolled",
    "CONTRACT_LOAD": "Contract not loaded",
    "TIMELY": "Sent too late",
    "DUPLICATE": "Sent twice",
    "LIABILITY": "Another party pays",
    "NONCOVERED": "Not covered",
    "NETWORK": "Out of network",
    "COMPLIANCE": "Audit or regulation",
    "UNKNOWN": "Reason not in our table",
}
CHIPS = {
    "open": ("Denied", "Open"),
    "in_work": ("Working", ""),
    "appealed": ("Appealed", ""),
    "corrected": ("Done", "Corrected"),
    "won": ("Paid", "Won"),
    "partial": ("Part paid", "Won in part"),
    "lost": ("Closed", "Lost"),
    "written_off": ("Written off", ""),
    "patient": ("Patient owes", ""),
    "other_payer": ("With payer", "To the next payer"),
    "superseded": ("Closed", "Answered again"),
}


class DenialFilters(PayerFilters):
    """The filters of the list, as codes and public ids in the address."""

    view = forms.ChoiceField(choices=list(VIEWS.items()), widget=forms.HiddenInput)
    carc = forms.CharField(max_length=5, widget=forms.HiddenInput)
    category = forms.ChoiceField(label="Cause", choices=[("", "any"), *CATEGORIES.items()])
    owner = forms.ChoiceField(
        label="Came\N{NO-BREAK SPACE}from", choices=[("", "anywhere"), *OWNERS.items()]
    )
    sort = forms.ChoiceField(
        label="Order",
        choices=[("", "nearest window first"), ("value", "largest first"), ("newest", "newest")],
    )

    def wanted(self, today: date) -> DenialFilter:
        """The filter these choices mean; what cannot be read counts as not given."""
        given = self.criteria()
        view = given.get("view", "")
        return DenialFilter(
            state="" if view == "every" else "open",
            category=given.get("category", ""),
            payer_ids=self.payer_ids(),
            carc=given.get("carc", ""),
            owner=given.get("owner", ""),
            is_preventable=True if view == "preventable" else None,
            deadline_until=today + timedelta(days=SOON_DAYS) if view == "soon" else None,
        )


@dataclass(frozen=True, slots=True)
class Pile:
    """Open denials that share something, as a row with its bar; ``url`` lists them."""

    name: str
    code: str
    count: int
    cents: int
    url: str


@dataclass(frozen=True, slots=True)
class Piles:
    """The piles by one thing, the largest first, and what is in those not shown."""

    title: str
    piles: tuple[Pile, ...]
    more: int
    more_cents: int

    @property
    def largest_cents(self) -> int:
        """What the longest bar stands for."""
        return max((pile.cents for pile in self.piles), default=0)


@require_safe
@requires("denials.view")
def denial_list(request: PracticeRequest) -> HttpResponse:
    """What payers refused and nobody settled: where it comes from, and each with its window."""
    practice_id = request.actor.practice_id
    today = clock.today(request.practice.zone)
    payers = payers_by_id(practice_id)
    form = DenialFilters(request.GET, payers=payers.values())
    wanted, given = form.wanted(today), form.criteria()
    found = denials(practice_id, wanted, order=given.get("sort") or "deadline")
    named = found.select_related(None).prefetch_related("claim__patient", "payer")
    page = page_of(named, request.GET.get("page"))  # sorted before anything is joined
    rows = [Row(denial, CHIPS[denial.state]) for denial in page]
    viewed(
        request,
        [row.denial.claim.patient_id for row in rows],
        action="denials.view",
        object_kind="denials",
        details={"filter": request.GET.urlencode()[:200]},
    )
    count, cents = total(practice_id, wanted)
    soon = total(practice_id, DenialFilter(deadline_until=today + timedelta(days=SOON_DAYS)))
    context = {
        "form": form,
        "rows": rows,
        "page": page,
        "count": count,
        "cents": cents,
        "open": total(practice_id),
        "soon": soon,
        "missed": total(practice_id, DenialFilter(deadline_until=today - timedelta(days=1))),
        "all_piles": _piles(practice_id, wanted, payers, given),
        "views": [
            {
                "label": label,
                "url": f"?view={view}" if view else "?",
                "count": soon[0] if view == "soon" else None,
                "is_current": view == given.get("view", ""),
            }
            for view, label in VIEWS.items()
        ],
        "carc": codes.carc(given["carc"]) if given.get("carc") else None,
        "query": query_of(request),
        "clear_url": request.path,
        "is_filtered": bool(given.keys() - {"sort"}),
    }
    return render_page_or_part(request, "revenue/denials.html", "denial-rows", context)


@dataclass(frozen=True, slots=True)
class Row:
    """A denial as the list shows it, in our words."""

    denial: Any
    chip: tuple[str, str]

    @property
    def why(self) -> str:
        """What the payer's reason means."""
        return codes.carc(self.denial.carc).summary

    @property
    def advised(self) -> str:
        """The act that the reason and its remarks advise; the reason's own where that says little."""
        action: str = self.denial.action
        own = codes.carc(self.denial.carc).action
        return action if len(action.split()) > TERSE_WORDS or not own else own

    @property
    def code(self) -> str:
        """The reason as the remittance writes it."""
        return f"{self.denial.group}-{self.denial.carc}"

    @property
    def act_by(self) -> date | None:
        """The end of the window, whichever it is."""
        by: date | None = self.denial.appeal_by or self.denial.correct_by
        return by if self.is_open else None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.denial.state in OPEN

    @property
    def owner(self) -> str:
        """Where it came from: who can see to it that it doesn't happen again."""
        owner: str = self.denial.owner
        return OWNERS.get(owner, owner)

    @property
    def service(self) -> str:
        """The service refused."""
        return service_in_words(self.denial.procedure)


def _piles(
    practice_id: int,
    wanted: DenialFilter,
    payers: Mapping[int, PayerName],
    given: Mapping[str, Any],
) -> list[Piles]:
    """The three ways to look at the denials that fit. Three queries."""
    kept = {name: str(value) for name, value in given.items() if name in ("view", "payer", "sort")}

    def url(**more: str) -> str:
        return f"?{urlencode(kept | more)}"

    def of(group: DenialGroup, name: str, code: str, link: str) -> Pile:
        return Pile(name, code, group.count, group.cents, link)

    by_category = [
        of(group, CATEGORIES.get(group.key, group.name), "", url(category=group.key))
        for group in denial_groups(practice_id, "category", wanted)
    ]
    by_payer = [
        of(
            group,
            plain_case((payer := payers[int(group.key)]).name),
            "",
            url(payer=payer.public_id),
        )
        for group in denial_groups(practice_id, "payer", wanted)
    ]
    by_reason = [
        of(group, group.name, f"CARC {group.key}", url(carc=group.key))
        for group in denial_groups(practice_id, "carc", wanted)
    ]
    return [
        _shown("By cause", by_category),
        _shown("By payer", by_payer),
        _shown("By the payer’s reason", by_reason),
    ]


def _shown(title: str, piles: Sequence[Pile]) -> Piles:
    rest = piles[GROUPS_SHOWN:]
    return Piles(title, tuple(piles[:GROUPS_SHOWN]), len(rest), sum(pile.cents for pile in rest))


@require_safe
@requires("denials.view")
def one_denial(request: PracticeRequest, denial: UUID) -> HttpResponse:
    """One denial: what happened, what is advised and why, where it came from, if nobody acts."""
    practice_id = request.actor.practice_id
    try:
        found = denial_of(practice_id, denial)
    except ObjectDoesNotExist:
        raise Http404 from None
    viewed(
        request,
        [found.claim.patient_id],
        action="denials.view",
        object_kind="denial",
        object_key=str(denial),
    )
    row = Row(found, CHIPS[found.state])
    remit = found.payment.remit
    key = f"remit:{remit.remit_key}:clp:{found.payment.ordinal}"
    items = list(
        open_items_about(
            practice_id, {"denial": [key, str(found.public_id)], "claim_payment": [key]}
        )
    )
    people = names_of({item.assignee_user_id for item in items if item.assignee_user_id})
    category = codes.category(found.category)
    context = {
        "denial": found,
        "row": row,
        "remit": remit,
        "label": codes.procedure_label(found.procedure),
        "remarks": remarks(found.rarcs.split()),
        "category": category,
        "category_words": CATEGORIES.get(found.category, category.meaning),
        "chance": round_half_up(category.overturn_bps, 100),
        "worth_cents": round_half_up(found.cents * category.overturn_bps, 10_000),
        "reason": codes.carc(found.carc),
        "if_nobody": _if_nobody(row, clock.today(request.practice.zone)),
        "items": [(item, people.get(item.assignee_user_id or 0, "")) for item in items],
        "others": [
            Row(other, CHIPS[other.state])
            for other in denials_of_claims(practice_id, [found.claim_id])
            if other.pk != found.pk
        ],
        "may_open_claims": can(request.actor, "claims.view"),
        "may_open_remits": can(request.actor, "remits.view"),
    }
    return render(request, "revenue/denial.html", context)


def _if_nobody(row: Row, today: date) -> str:
    if not row.is_open:
        return "It is settled; nothing more is to be done."
    amount = format_cents(row.denial.cents)
    if row.act_by is None:
        return f"{amount} stays open with {plain_case(row.denial.payer.name)} without a date by which to act."
    on = f"{row.act_by:%b} {row.act_by.day}, {row.act_by.year}"
    if row.act_by < today:
        return f"The window closed {on}. Ask whether they still take it; else {amount} is lost."
    bill = ", and the patient may not be billed for it" if row.denial.group == "CO" else ""
    return f"The window closes {on}; after it {amount} is lost{bill}."


@require_safe
@requires("denials.view")
def of_payment(request: PracticeRequest, key: str) -> HttpResponse:
    """The denial of a claim payment named by its key, the largest where there are several."""
    found = largest_of_payment(request.actor.practice_id, key)
    if found is None:
        raise Http404
    return HttpResponseRedirect(reverse("denial", args=[found]))
