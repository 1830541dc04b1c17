"""One act on several denials: choose them in the list, then say once what was done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from mainstay.foundation import clock
from mainstay.foundation.accounts.policy import can
from mainstay.foundation.work import services as work
from mainstay.foundation.work.errors import StaleItem
from mainstay.foundation.work.states import IllegalTransition as NotPossible
from mainstay.revenue.denials.queries.denials import denials_with_ids, items_of
from mainstay.revenue.denials.services.with_payer import leave_with_payer
from mainstay.revenue.denials.services.writing_off import write_off
from mainstay.revenue.denials.states import offered
from mainstay.web.access import PracticeRequest, requires
from mainstay.web.forms import Form
from mainstay.web.revenue.denial_acts import DONE, FORMS, Refused, WriteOffForm, doing_of, due
from mainstay.web.revenue.denial_words import ACTS, Row
from mainstay.web.viewing import viewed

if TYPE_CHECKING:
    from mainstay.revenue.denials.models import Denial

MOST = 200


@require_POST
@requires("denials.edit")
def bulk(request: PracticeRequest) -> HttpResponse:
    """Take, resend, send records, escalate or write off all that are chosen."""
    act = request.POST.get("act", "")
    chosen = denials_with_ids(request.actor.practice_id, _ids(request))
    if not chosen or act not in ("take", "write_off", *FORMS):
        messages.info(request, "Choose denials first, then what to do with them.")
        return redirect("denials")
    if act == "take":
        return _take(request, chosen)
    if act == "write_off" and not can(request.actor, "adjustments.propose"):
        raise PermissionDenied
    return _ask_then_do(request, act, chosen)


def _ask_then_do(request: PracticeRequest, act: str, chosen: Sequence[Denial]) -> HttpResponse:
    possible = [one for one in chosen if act in offered(one.state)]
    is_said = "said" in request.POST
    initial: dict[str, Any] = {} if act == "write_off" else {"waits_until": due(request, act)}
    form_class: type[Form] = WriteOffForm if act == "write_off" else FORMS[act]
    form: Any = form_class(request.POST if is_said else None, initial=initial)
    if is_said and form.is_valid():
        return _do(request, act, possible, form)
    viewed(
        request,
        [one.claim.patient_id for one in chosen],
        action="denials.view",
        object_kind="denials",
        details={"bulk": act},
    )
    context = {
        "act": act,
        "title": "Write off" if act == "write_off" else ACTS[act],
        "form": form,
        "rows": [Row(one) for one in possible],
        "cents": sum(one.cents for one in possible),
        "left_out": len(chosen) - len(possible),
    }
    return render(request, "revenue/denial_bulk.html", context, status=422 if form.errors else 200)


def _do(request: PracticeRequest, act: str, chosen: Sequence[Denial], form: Any) -> HttpResponse:
    def one(denial: Denial) -> object:
        if act == "write_off":
            return write_off(denial.public_id, doing_of(request), **form.cleaned_data)
        until = form.cleaned_data["waits_until"]
        return leave_with_payer(
            denial.public_id, act, doing_of(request), form.said, waits_until=until
        )

    done, refused = _each(chosen, one)
    words = "Written off, or asked above the limit." if act == "write_off" else DONE[act]
    if done:
        messages.success(request, f"{words} {done} of {len(chosen)}.")
    for why in dict.fromkeys(refused):
        messages.info(request, why)
    return redirect("denials")


def _each(chosen: Sequence[Denial], one: Callable[[Denial], object]) -> tuple[int, list[str]]:
    """Do it to each by itself: one that is refused does not hold the others up."""
    refused = []
    for denial in chosen:
        try:
            one(denial)
        except Refused as refusal:
            refused.append(str(refusal))
    return len(chosen) - len(refused), refused


def _take(request: PracticeRequest, chosen: Sequence[Denial]) -> HttpResponse:
    items = {item.pk: item for item in items_of(request.actor.practice_id, chosen).values()}
    taken = 0
    for item in items.values():
        try:
            work.take(item, by=request.actor, at=clock.now())
        except (StaleItem, NotPossible):
            continue
        taken += 1
    messages.success(request, f"You have {taken} of {len(items)}.")
    return redirect("denials")


def _ids(request: PracticeRequest) -> list[UUID]:
    found = []
    for text in request.POST.getlist("chosen")[:MOST]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
