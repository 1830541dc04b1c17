"""allauth's forms in our words and our clothes."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django.core.cache import cache

from mainstay.web.forms import dress

CODE_LIVES_SECONDS = 120


class LoginForm(account.LoginForm):
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-mail address"
        self.fields["password"].label = "Password"
        self.fields["password"].help_text = ""
        self.fields.pop("remember", None)
        dress(self)


class ChangePasswordForm(account.ChangePasswordForm):
    """The old password, and a new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = "Password you have now"
        self.fields["password1"].label = "New password"
        self.fields[
            "password1"
        ].help_text = "At least 12 characters. Four words you can picture do well."
        self.fields["password2"].label = "New password again"
        dress(self)


class ReauthenticateForm(account.ReauthenticateForm):
    """The password again, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "Password"
        dress(self)


class AuthenticateForm(mfa.AuthenticateForm):
    """The code of the authenticator app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_code(self)

    def clean_code(self) -> str:
        """A code that fits and was never used."""
        return _once(self.user.pk, super().clean_code())


class CodeAgainForm(mfa.ReauthenticateForm):
    """A code again, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_code(self)

    def clean_code(self) -> str:
        """A code that fits and was never used."""
        return _once(self.user.pk, super().clean_code())


class ActivateForm(totp.ActivateTOTPForm):
    """The first code, which proves that the app was set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_code(self)


def _once(user_id: int, code: str) -> str:
    """The code, if nobody used it while it lives: allauth remembers it for one step of three.

    Raises:
        ValidationError: it was used.
    """
    if not cache.add(f"signin.code.{user_id}.{code.strip()}", True, timeout=CODE_LIVES_SECONDS):
        raise get_adapter().validation_error("incorrect_code")
    return code


def _as_code(form: Any) -> None:
    field = form.fields["code"]
    field.label = "Code"
    field.widget.attrs |= {"autocomplete": "one-time-code", "class": "input short mono"}
    dress(form)
