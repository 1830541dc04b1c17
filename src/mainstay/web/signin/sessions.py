"""Where a person is signed in, and the end of it (RELIABILITY 11)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from mainstay.foundation.accounts.services import sessions, signing_in
from mainstay.web.access import PracticeRequest, signed_in
from mainstay.web.middleware import session_limits


@dataclass(frozen=True, slots=True)
class Signed:
    """One session of the reader. ``is_this``: the one he looks from."""

    key: str
    since: datetime
    seen_at: datetime
    is_this: bool


def sessions_of(request: PracticeRequest) -> list[Signed]:
    """The reader's sessions that have not ended, the one used last first."""
    found = [
        Signed(
            key=key,
            since=_moment(content, session_limits.SIGNED_IN_AT),
            seen_at=_moment(content, session_limits.LAST_SEEN),
            is_this=key == request.session.session_key,
        )
        for key, content in sessions.sessions_of(request.user.pk)
        if not session_limits.is_over(content)
    ]
    return sorted(found, key=lambda signed: signed.seen_at, reverse=True)


@require_POST
@signed_in
def end_others(request: PracticeRequest) -> HttpResponse:
    """Sign the reader out everywhere but here."""
    others = [found.key for found in sessions_of(request) if not found.is_this]
    sessions.end_sessions(others)
    if others:
        signing_in.note_sign_out(request.user, context=request.audit_context)
        messages.success(request, "You are signed in here alone")
    return redirect("profile")


def _moment(content: dict[str, Any], name: str) -> datetime:
    return datetime.fromtimestamp(content.get(name, 0), UTC)
