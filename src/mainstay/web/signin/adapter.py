"""Where our rules of signing in meet allauth."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.urls import reverse

from mainstay.foundation.accounts import seeds
from mainstay.foundation.accounts.models import User
from mainstay.foundation.accounts.services import signing_in
from mainstay.web.middleware import session_limits
from mainstay.web.middleware.tracing import audit_context

WRONG = (
    "Address and password do not belong together. Check both; after five tries there is a wait "
    "of up to 15 minutes."
)


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; sign-ins and failures are in the trail of each practice of the person."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": WRONG,
        "invalid_login": WRONG,
        "too_many_login_attempts": "Too many tries. Wait 15 minutes, then try once more.",
        "incorrect_password": "That is not your password.",
        "enter_current_password": "That is not the password you have now.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No: people are invited."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: the next page says enough."""

    def login(self, request: HttpRequest, user: User) -> None:
        """Signed in with everything that was asked for: the session's clocks start."""
        super().login(request, user)
        session_limits.start(request)
        signing_in.note_sign_in(user, context=audit_context(request))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The user of these credentials. A stopped account gets the same words at the same pace."""
        user: User | None = super().authenticate(request, **credentials)
        return None if signing_in.is_stopped(str(credentials.get("email", ""))) else user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A wrong password counts against the address, if it is somebody's."""
        address = str(credentials.get("email", ""))
        signing_in.note_failure(address, context=audit_context(request))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Setting up codes right after signing in does not ask for the password once more."""
        return not session_limits.is_fresh(context.request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the person's own sign-in."""
        return reverse("profile")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Tries are counted by address and network, so that nobody can lock somebody else out."""
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{request.META.get('REMOTE_ADDR', '')}"


class MfaAdapter(DefaultMFAAdapter):
    """The words of the second factor, and how its seeds are kept."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That code does not fit. Wait for the next one and type it again.",
    }

    def encrypt(self, text: str) -> str:
        """Seal a seed before it is stored."""
        return seeds.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed seed."""
        return seeds.open_sealed(encrypted_text)
