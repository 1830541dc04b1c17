"""Remittances: the list, one with its balance, and one claim payment in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mainstay.engine import codes
from mainstay.foundation.accounts.policy import can
from mainstay.foundation.accounts.queries import names_of
from mainstay.foundation.ledger import Account, EntryRow, Kind
from mainstay.foundation.work.queries import open_items_about
from mainstay.oversight.insight.queries.parties import payers_by_id
from mainstay.revenue.remits.queries.by_key import named_by
from mainstay.revenue.remits.queries.lines_paid import paid_claims
from mainstay.revenue.remits.queries.payments import (
    LineRow,
    PaymentRow,
    one_payment,
    parked_payments,
    payment_rows,
    payments_of_remit,
    provider_adjustments,
)
from mainstay.revenue.remits.queries.remittances import (
    RemitFilter,
    counts,
    proof_of,
    remit_of,
    remittances,
)
from mainstay.revenue.remits.stored import PaidClaim
from mainstay.web.access import PracticeRequest, requires
from mainstay.web.naming import plain_case
from mainstay.web.render import render_page_or_part
from mainstay.web.revenue.capped import PAGE, page_of
from mainstay.web.revenue.filters import PayerFilters, query_of
from mainstay.web.revenue.reasons import (
    Reason,
    Remark,
    person_in_words,
    reason,
    reasons,
    remarks,
    service_in_words,
)
from mainstay.web.viewing import viewed

VIEWS = (("", "All"), ("parked", "Payments parked"), ("held", "Held"), ("posted", "Posted"))


class RemitFilters(PayerFilters):
    """The filters of the list, as codes, dates and public ids in the address."""

    view = forms.ChoiceField(
        choices=[(code, code) for code in ("parked", "held", "posted", "posting", "staged")],
        widget=forms.HiddenInput,
    )
    paid_from = forms.DateField(
        label="Paid\N{NO-BREAK SPACE}from", widget=forms.DateInput(attrs={"type": "date"})
    )
    paid_to = forms.DateField(label="to", widget=forms.DateInput(attrs={"type": "date"}))
    trace = forms.CharField(
        label="Trace", max_length=50, widget=forms.TextInput(attrs={"size": "14"})
    )

    def wanted(self) -> RemitFilter:
        """The filter these choices mean; what cannot be read counts as not given."""
        given = self.criteria()
        return RemitFilter(
            state=given.get("view", ""),
            payer_ids=self.payer_ids(),
            trace_number=given.get("trace", ""),
            paid_from=given.get("paid_from"),
            paid_until=given.get("paid_to"),
        )


@require_safe
@requires("remits.view")
def remit_list(request: PracticeRequest) -> HttpResponse:
    """The remittances its filters let through, newest first, with what waits in each."""
    practice_id = request.actor.practice_id
    form = RemitFilters(request.GET, payers=payers_by_id(practice_id).values())
    page = page_of(remittances(practice_id, form.wanted()), request.GET.get("page"))
    given, number = form.criteria(), counts(practice_id)
    context = {
        "form": form,
        "page": page,
        "rows": [(remit, _chip(remit.state, remit.parked)) for remit in page],
        "counts": number,
        "views": [
            {
                "label": label,
                "url": f"?view={code}" if code else "?",
                "count": number[code] if code in ("parked", "held") else None,
                "is_current": code == given.get("view", ""),
            }
            for code, label in VIEWS
        ],
        "query": query_of(request),
        "clear_url": request.path,
        "is_filtered": bool(given),
    }
    return render_page_or_part(request, "revenue/remits.html", "remit-rows", context)


def _chip(state: str, parked: int) -> tuple[str, str]:
    """The chip's word and what it says here."""
    if state == "held":
        return "Set aside", "Held"
    if state != "posted":
        return "Reading", "Being posted"
    return ("No match", f"{parked:,} parked") if parked else ("Posted", "")


@dataclass(frozen=True, slots=True)
class PaidService:
    """One service of a payment: what was charged, taken off and why, and paid."""

    words: str
    label: str
    charge_cents: int
    paid_cents: int
    reasons: tuple[Reason, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class ShownPayment:
    """A claim payment as the remittance's page shows it, with its services."""

    row: PaymentRow
    chip: tuple[str, str]
    services: tuple[PaidService, ...]
    reasons: tuple[Reason, ...]

    @property
    def patient(self) -> str:
        """Whom it is about, as the remittance says."""
        return person_in_words(self.row.patient_name)


@require_safe
@requires("remits.view")
def one_remit(request: PracticeRequest, remit: UUID) -> HttpResponse:
    """One remittance: the balance first, then what needs a person, then its payments."""
    practice_id = request.actor.practice_id
    try:
        found = remit_of(practice_id, remit)
    except ObjectDoesNotExist:
        raise Http404 from None
    page = page_of(payments_of_remit(found), request.GET.get("page"))
    rows = payment_rows(page.object_list)  # type: ignore[arg-type]
    waiting = payment_rows(parked_payments(practice_id).filter(remit=found)[:PAGE])
    viewed(
        request,
        [row.patient_id for row in (*rows, *waiting) if row.patient_id],
        action="remits.view",
        object_kind="remit",
        object_key=str(remit),
    )
    key = f"remit:{found.remit_key}"
    items = list(
        open_items_about(
            practice_id,
            {"remit": [key], "claim_payment": [row.key for row in (*rows, *waiting)]},
        )
    )
    people = names_of({item.assignee_user_id for item in items if item.assignee_user_id})
    context = {
        "remit": found,
        "chip": _chip(found.state, found.parked),  # type: ignore[attr-defined]
        "proof": proof_of(found),
        "needs": [(item, people.get(item.assignee_user_id or 0, "")) for item in items],
        "waiting": [(row, person_in_words(row.patient_name)) for row in waiting],
        "adjustments": [(one, -one.cents) for one in provider_adjustments(found)],
        "is_raised": found.plb_cents < 0,
        "adjusted_cents": abs(found.plb_cents),
        "page": page,
        "payments": shown_payments(rows, paid_claims(practice_id, [row.id for row in rows])),
        "query": query_of(request),
        "may_open_claims": can(request.actor, "claims.view"),
        "may_open_files": can(request.actor, "files.view"),
    }
    return render_page_or_part(request, "revenue/remit.html", "payment-rows", context)


def shown_payments(rows: Sequence[PaymentRow], paid: dict[int, PaidClaim]) -> list[ShownPayment]:
    """The payments with their services and reasons in words."""
    return [
        ShownPayment(
            row,
            payment_chip(row),
            tuple(
                PaidService(
                    service_in_words(line.procedure, line.modifiers),
                    codes.procedure_label(line.procedure),
                    line.charge_cents,
                    line.paid_cents,
                    reasons(paid[row.id].adjustments_of(line.id)),
                    remarks(line.remarks),
                )
                for line in paid[row.id].lines
            ),
            reasons(paid[row.id].adjustments_of(None)),
        )
        for row in rows
    ]


def payment_chip(row: PaymentRow) -> tuple[str, str]:
    """The chip's word and what it says of a claim payment."""
    match row.standing:
        case "parked":
            return "No match", "Parked"
        case "earlier":
            return "Posted", "Earlier books"
        case "held":
            return "Set aside", "Held"
    if row.status == "22":
        return "Posted", "Taken back"
    return ("Denied", "") if row.status == "4" else ("Posted", "")


ACCOUNTS = {
    Kind.RECEIVABLE: "owed by {who}",
    Kind.CHARGES: "charges",
    Kind.UNDEPOSITED: "money received, not yet in the bank",
    Kind.CLEARING: "this payment’s money",
    Kind.CONTRACTUAL: "contract adjustments",
    Kind.UNAPPLIED: "money of {who} without a claim",
    Kind.EARLIER_BOOKS: "earlier books",
    Kind.OFFSET: "taken back or given ahead by {who}",
    Kind.WITHHOLD: "withheld by {who}",
    Kind.WRITE_OFF: "write-offs",
}


@dataclass(frozen=True, slots=True)
class Movement:
    """One ledger entry of a payment in words: from where to where, how much, why."""

    entry: EntryRow
    source: str
    target: str
    reason: Reason | None


@require_safe
@requires("remits.view")
def payment(request: PracticeRequest, payment: UUID) -> HttpResponse:
    """One claim payment: its own sum, its services with every adjustment, and where it went."""
    practice_id = request.actor.practice_id
    try:
        found = one_payment(practice_id, payment)
    except ObjectDoesNotExist:
        raise Http404 from None
    viewed(
        request,
        [found.payment.patient_id] if found.payment.patient_id else [],
        action="remits.view",
        object_kind="claim_payment",
        object_key=str(payment),
    )
    payers = {pk: plain_case(payer.name) for pk, payer in payers_by_id(practice_id).items()}
    at_claim = [reason(one.group, one.carc, one.cents) for one in found.adjustments]
    lines = [_service(line) for line in found.lines]
    items = list(open_items_about(practice_id, {"claim_payment": [found.payment.key]}))
    people = names_of({item.assignee_user_id for item in items if item.assignee_user_id})
    context = {
        "payment": found.payment,
        "patient": person_in_words(found.payment.patient_name),
        "chip": payment_chip(found.payment),
        "lines": lines,
        "at_claim": at_claim,
        "remarks": remarks(found.remarks),
        "adjusted_cents": sum(one.cents for line in lines for one in line.reasons)
        + sum(one.cents for one in at_claim),
        "movements": [_movement(entry, payers) for entry in found.entries],
        "needs": [(item, people.get(item.assignee_user_id or 0, "")) for item in items],
        "may_open_claims": can(request.actor, "claims.view"),
    }
    return render(request, "revenue/remit_payment.html", context)


def _service(line: LineRow) -> PaidService:
    return PaidService(
        service_in_words(line.procedure, line.modifiers),
        codes.procedure_label(line.procedure),
        line.charge_cents,
        line.paid_cents,
        tuple(reason(one.group, one.carc, one.cents) for one in line.adjustments),
        remarks(line.remarks),
    )


def _movement(entry: EntryRow, payers: dict[int, str]) -> Movement:
    group, _, carc = entry.reason.partition("-")
    why = reason(group, carc, entry.cents) if carc and group != "PLB" else None
    return Movement(entry, _account(entry.credit, payers), _account(entry.debit, payers), why)


def _account(account: Account, payers: dict[int, str]) -> str:
    kind, _, number = (account.party or "").partition(":")
    who = payers.get(int(number), "a payer") if kind == "payer" else "the patient"
    return ACCOUNTS.get(account.kind, account.kind.replace("_", " ")).format(who=who)


@require_safe
@requires("remits.view")
def by_key(request: PracticeRequest, key: str) -> HttpResponse:
    """The page of what a key of ledger or work names: a remittance or a claim payment in it."""
    named = named_by(request.actor.practice_id, key)
    if named is None:
        raise Http404
    remit, payment = named
    url = reverse("remit-payment", args=[payment]) if payment else reverse("remit", args=[remit])
    return HttpResponseRedirect(url)
