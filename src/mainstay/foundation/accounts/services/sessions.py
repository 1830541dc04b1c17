"""The sessions of a person as they lie in the database, and their end.

They are read one by one, for Django keeps their owner inside them; an installation has as many as
people signed in during the last twelve hours.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from mainstay.foundation import clock


def sessions_of(user_id: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """The keys and contents of a person's sessions that have not expired."""
    for session in Session.objects.filter(expire_date__gt=clock.now()).iterator():
        content = session.get_decoded()
        if content.get(SESSION_KEY) == str(user_id):
            yield session.session_key, content


def end_sessions(keys: Iterable[str]) -> None:
    """Sign out whoever holds these sessions."""
    Session.objects.filter(session_key__in=list(keys)).delete()
