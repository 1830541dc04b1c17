"""Where a person is signed in, and the end of it (RELIABILITY 11).

Sessions are read one by one, for Django keeps their owner inside them; an installation has as many
as people signed in during the last twelve hours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from mainstay.foundation import clock
from mainstay.foundation.accounts.services import signing_in
from mainstay.web.access import PracticeRequest, signed_in
from mainstay.web.middleware import session_limits


@dataclass(frozen=True, slots=True)
class Signed:
    """One session of a person, as it lies in the database."""

    key: str
    since: datetime
    seen_at: datetime
    is_this: bool


def sessions_of(request: PracticeRequest) -> list[Signed]:
    """The reader's sessions that have not ended, the one used last first."""
    return sorted(_sessions_of(request), key=lambda found: found.seen_at, reverse=True)


@require_POST
@signed_in
def end_others(request: PracticeRequest) -> HttpResponse:
    """Sign the reader out everywhere but here."""
    others = [found.key for found in _sessions_of(request) if not found.is_this]
    Session.objects.filter(session_key__in=others).delete()
    if others:
        signing_in.note_sign_out(request.user, context=request.audit_context)
        messages.success(request, "You are signed in here alone")
    return redirect("profile")


def _sessions_of(request: PracticeRequest) -> Iterator[Signed]:
    for session in Session.objects.filter(expire_date__gt=clock.now()).iterator():
        content = session.get_decoded()
        if content.get(SESSION_KEY) == str(request.user.pk) and not session_limits.is_over(content):
            yield Signed(
                key=session.session_key,
                since=_moment(content, session_limits.SIGNED_IN_AT),
                seen_at=_moment(content, session_limits.LAST_SEEN),
                is_this=session.session_key == request.session.session_key,
            )


def _moment(content: dict[str, int], name: str) -> datetime:
    return datetime.fromtimestamp(content.get(name, 0), UTC)
