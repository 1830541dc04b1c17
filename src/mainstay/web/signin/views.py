"""allauth's views with what we add: the demo's people, the trail, and a clean browser."""

from typing import Any

from allauth.account import views as account
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from mainstay.foundation.accounts.queries import has_second_factor
from mainstay.foundation.accounts.services import signing_in
from mainstay.web.access import PracticeRequest, arriving, public, signed_in
from mainstay.web.middleware.tracing import audit_context
from mainstay.web.signin import demo

FORGET_EVERYTHING = '"cache", "cookies", "storage"'


class SignInView(account.LoginView):
    """Address and password; in the demo, also one click for each of its people."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the page shows."""
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        return shown | {"demo_people": demo.visitors()}


sign_in = public(SignInView.as_view())


@public
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session by POST; the browser forgets everything of ours. GET asks first."""
    if request.method == "POST" and request.user.is_authenticated:
        signing_in.note_sign_out(request.user, context=audit_context(request))
    response: HttpResponse = account.logout(request)
    if request.method == "POST":
        response.headers["Clear-Site-Data"] = FORGET_EVERYTHING
    return response


@signed_in
def change_password(request: PracticeRequest) -> HttpResponse:
    """Change one's own password. The demo's people have none."""
    if not request.user.has_usable_password():
        return redirect("profile")
    response: HttpResponse = account.password_change(request)
    return response


@arriving
def set_up_codes(request: PracticeRequest) -> HttpResponse:
    """Set up the authenticator app; the trail says so."""
    response: HttpResponse = totp.activate_totp(request)
    if request.method == "POST" and has_second_factor(request.user.pk):
        signing_in.note_second_factor(request.user, "set-up", context=request.audit_context)
    return response


@signed_in
def remove_codes(request: PracticeRequest) -> HttpResponse:
    """Take the authenticator app away, to set up another one; the trail says so."""
    had_one = has_second_factor(request.user.pk)
    response: HttpResponse = totp.deactivate_totp(request)
    if had_one and not has_second_factor(request.user.pk):
        signing_in.note_second_factor(request.user, "removed", context=request.audit_context)
    return response


@signed_in
def new_recovery_codes(request: PracticeRequest) -> HttpResponse:
    """Make ten new recovery codes; the old ones are void, and the trail says so."""
    response: HttpResponse = recovery.generate_recovery_codes(request)
    is_made = response.headers.get("Location") == reverse("mfa_view_recovery_codes")
    if request.method == "POST" and is_made:
        signing_in.note_second_factor(request.user, "new-codes", context=request.audit_context)
    return response
