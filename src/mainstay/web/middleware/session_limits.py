"""When a session ends: after 15 minutes without a hand, after 12 hours, with its account."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

Content = SessionBase | dict[str, Any]
SIGNED_IN_AT = "signed_in_at"
LAST_SEEN = "last_seen"
POLL_HEADER = "Mainstay-Poll"
FRESH_MINUTES = 5
_A_MINUTE = 60


class SessionLimitsMiddleware:
    """Asks first, for every request. Polling neither extends a session nor skips the question.

    An account that was ended is signed out by Django itself, which no longer finds it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if is_over(request.session):
                logout(request)
            else:
                _note_a_hand(request)
        return self._get_response(request)


def start(request: HttpRequest) -> None:
    """A person has just signed in."""
    request.session[SIGNED_IN_AT] = request.session[LAST_SEEN] = int(time.time())


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person signed in within the last five minutes."""
    signed_in_at: int = request.session.get(SIGNED_IN_AT, 0)
    return time.time() - signed_in_at < FRESH_MINUTES * _A_MINUTE


def is_over(session: Content) -> bool:
    """Whether a session (its content) has had its time."""
    now = int(time.time())
    is_idle = now - session.get(LAST_SEEN, 0) >= settings.IDLE_MINUTES * _A_MINUTE
    is_old = now - session.get(SIGNED_IN_AT, 0) >= settings.SESSION_COOKIE_AGE
    return bool(is_idle or is_old)


def _note_a_hand(request: HttpRequest) -> None:
    """Written at most once a minute."""
    now = int(time.time())
    is_poll = POLL_HEADER in request.headers
    if not is_poll and now - request.session[LAST_SEEN] >= _A_MINUTE:
        request.session[LAST_SEEN] = now
