"""The reader's own sign-in, and how pages look to him."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from mainstay.foundation.accounts.queries import has_second_factor
from mainstay.web.access import PracticeRequest, signed_in
from mainstay.web.context import THEMES
from mainstay.web.signin.sessions import sessions_of

A_YEAR = 365 * 24 * 3600


@require_safe
@signed_in
def profile(request: PracticeRequest) -> HttpResponse:
    """What a person can change about his own sign-in."""
    context = {
        "has_second_factor": has_second_factor(request.user.pk),
        "sessions": sessions_of(request),
    }
    return render(request, "signin/profile.html", context)


@require_POST
@signed_in
def theme(request: PracticeRequest) -> HttpResponse:
    """Light, dark or as the system, remembered by this browser."""
    response = redirect(_back(request))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(
            "theme",
            chosen,
            max_age=A_YEAR,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    else:
        response.delete_cookie("theme")
    return response


def _back(request: PracticeRequest) -> str:
    referer = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        referer, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return referer if is_ours else reverse("home")
