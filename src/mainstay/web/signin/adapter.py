"""Where our rules meet allauth."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse

from mainstay.foundation.accounts import seeds
from mainstay.foundation.accounts.models import User
from mainstay.foundation.accounts.services import signing_in
from mainstay.web.middleware import session_limits
from mainstay.web.middleware.tracing import audit_context

CLEARED_AT_SIGN_OUT = '"cache", "cookies", "storage"'


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; sign-ins and failures are in the trail of each practice of the person."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No: people are invited."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: the next page says enough."""

    def login(self, request: HttpRequest, user: User) -> None:
        """Signed in with everything asked for: the session's clocks start."""
        super().login(request, user)
        session_limits.start(request)
        signing_in.note_sign_in(user, context=audit_context(request))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A wrong password counts against the address, if it is somebody's."""
        address = str(credentials.get("email", ""))
        signing_in.note_failure(address, context=audit_context(request))


class MfaAdapter(DefaultMFAAdapter):
    """The words of the second factor."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That code does not fit. Wait for the next one and type it again.",
    }

    def encrypt(self, text: str) -> str:
        """Seal a TOTP seed before it is stored."""
        return seeds.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed seed."""
        return seeds.open_sealed(encrypted_text)


def clear_site_data(response: HttpResponse) -> HttpResponse:
    """Tell the browser to forget everything of ours, at sign-out."""
    response.headers["Clear-Site-Data"] = CLEARED_AT_SIGN_OUT
    return response
