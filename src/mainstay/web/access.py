"""What a view says about itself: which act it is, or that anyone may see it.

A view without such a word is refused by ``middleware.gate`` before it runs.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from mainstay.foundation.accounts.models import User
from mainstay.foundation.accounts.roles import matrix
from mainstay.foundation.audit.context import Context
from mainstay.foundation.tenancy import Actor
from mainstay.foundation.tenancy.models import Practice

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
SIGNED_IN = "signed-in"
ARRIVING = "arriving"


class PracticeRequest(HttpRequest):
    """A request that passed the gate: a signed-in person acting in one practice."""

    user: User
    actor: Actor
    practice: Practice
    audit_context: Context
    htmx: HtmxDetails


def requires(act: str) -> Callable[[View], View]:
    """Declare that a view is ``act``, e.g. "remits.view".

    The gate sends strangers to sign-in, answers 403 to a role without the act, and gives the view
    ``request.actor`` and ``request.practice``. Objects are fetched with ``for_actor``, so that
    another practice's are not found (404).

    Raises:
        ValueError: no such act in roles.toml (at import, so that no page starts with a typo).
    """
    if act not in matrix().acts:
        raise ValueError(f"No act is called {act}; roles.toml lists them.")
    return _declare(act)


def public(view: View) -> View:
    """Declare that anyone may see a view; each one is argued for where it stands."""
    return _declare(PUBLIC)(view)


def signed_in(view: View) -> View:
    """Declare that every signed-in person may see a view, whatever practice and role he has."""
    return _declare(SIGNED_IN)(view)


def arriving(view: View) -> View:
    """Declare that who has given a password may see a view before he has set up his codes."""
    return _declare(ARRIVING)(view)


def declared(view: Callable[..., Any]) -> str:
    """What a view declares: an act, one of the words above, or "" when it says nothing."""
    return str(getattr(view, "requires", ""))


def _declare(word: str) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.requires = word  # type: ignore[attr-defined]
        return view

    return mark
