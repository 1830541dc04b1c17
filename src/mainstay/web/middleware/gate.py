"""The gate in front of every view: nothing undeclared, nobody unknown, no act beyond the role."""

import logging
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import urlencode

from mainstay.foundation.accounts.models import Membership
from mainstay.foundation.accounts.policy import can
from mainstay.foundation.accounts.queries import has_second_factor, memberships_of
from mainstay.foundation.audit import services as audit
from mainstay.foundation.ledger.errors import LedgerRefusal
from mainstay.foundation.tenancy import Actor
from mainstay.foundation.work.errors import WorkRefusal
from mainstay.foundation.work.states import IllegalTransition
from mainstay.web import errors
from mainstay.web.access import ARRIVING, PUBLIC, SIGNED_IN, PracticeRequest, declared
from mainstay.web.middleware.tracing import audit_context

log = logging.getLogger(__name__)

PRACTICE_KEY = "practice_id"
_REFUSED_BY_A_SERVICE = (WorkRefusal, IllegalTransition, LedgerRefusal)


class GateMiddleware:
    """Innermost: it runs once the view is known, and before it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Let the view run (None), or answer in its place."""
        act = declared(view)
        if not act:
            log.error("undeclared view refused", extra={"view": view.__qualname__})
            raise Http404
        request.audit_context = audit_context(request)  # type: ignore[attr-defined]
        if act == PUBLIC:
            return None
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if act == ARRIVING:
            return None
        known = cast(PracticeRequest, request)
        return _with_second_factor(known) or _in_a_practice(known, act)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a service's refusal and an unavailable database into their pages."""
        if isinstance(exception, _REFUSED_BY_A_SERVICE):
            sentence = errors.Trouble(str(exception), errors.TROUBLES[409].then)
            return errors.page(request, 409, sentence)
        if isinstance(exception, errors.Unavailable):
            sentence = errors.Trouble(str(exception), errors.TROUBLES[503].then)
            return errors.page(request, 503, sentence)
        if isinstance(exception, OperationalError):
            log.error("database unavailable", extra={"error": type(exception).__name__})
            return errors.page(request, 503)
        return None


def _with_second_factor(request: PracticeRequest) -> HttpResponseBase | None:
    """Everyone has a second factor; the demo's people, who can't sign in elsewhere, have none."""
    if settings.DEMO_SIGN_IN and request.user.is_demo:
        return None
    return None if has_second_factor(request.user.pk) else redirect("mfa_activate_totp")


def _in_a_practice(request: PracticeRequest, act: str) -> HttpResponseBase | None:
    memberships = memberships_of(request.user.pk)
    membership = _chosen(request, memberships)
    if membership is not None:
        request.actor = _actor(request, membership)
        request.practice = membership.practice
    if act == SIGNED_IN:
        return None
    if membership is None:
        return redirect("choose-practice")
    if not can(request.actor, act):
        _note_refusal(request, act)
        raise PermissionDenied
    return None


def _chosen(request: PracticeRequest, memberships: list[Membership]) -> Membership | None:
    if len(memberships) == 1:
        return memberships[0]
    chosen = request.session.get(PRACTICE_KEY)
    return next((found for found in memberships if found.practice_id == chosen), None)


def _actor(request: PracticeRequest, membership: Membership) -> Actor:
    return Actor(
        practice_id=membership.practice_id,
        user_id=request.user.pk,
        via="web",
        role=membership.role,
    )


def _note_refusal(request: PracticeRequest, act: str) -> None:
    audit.record(
        request.actor,
        act,
        outcome="refused",
        object_kind="page",
        object_key=request.resolver_match.view_name if request.resolver_match else "",
        context=request.audit_context,
    )


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """To sign-in and back; htmx is told to go there whole, not to put the form into a part."""
    is_readable = request.method == "GET" and not request.headers.get("HX-Request")
    query = f"?{urlencode({'next': request.get_full_path()})}" if is_readable else ""
    url = f"{settings.LOGIN_URL}{query}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)
