"""Ask for the password again before something that matters (RELIABILITY 11)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.conf import settings
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from mainstay.web.access import PracticeRequest

View = Callable[..., HttpResponseBase]


def recently(page: str) -> Callable[[View], View]:
    """Let a view run only within five minutes of a password or code; else ask, then show ``page``.

    Nothing typed is kept: a form whose sender may be somebody else is filled in once more. The
    demo's people have no password to ask for.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: PracticeRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if is_recent(request):
                return view(request, *args, **kwargs)
            query = urlencode({"next": reverse(page)})
            return redirect(f"{reverse('account_reauthenticate')}?{query}")

        return guarded

    return guard


def is_recent(request: PracticeRequest) -> bool:
    """Whether the person has just proved again that it is he."""
    is_demo = settings.DEMO_SIGN_IN and request.user.is_demo
    return is_demo or bool(did_recently_reauthenticate(request))
