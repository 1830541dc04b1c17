"""The one-time link: choose a password, then go on to the authenticator app.

Public, because who comes here has no password yet; the link itself is the proof. Its token moves
into the session at once, so that it stands in no later address.
"""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mainstay.foundation import clock
from mainstay.foundation.accounts.errors import LinkSpent
from mainstay.foundation.accounts.models import User
from mainstay.foundation.accounts.services import set_password, user_of_link
from mainstay.web.access import public
from mainstay.web.forms import Form
from mainstay.web.middleware.tracing import audit_context

LINK_KEY = "welcome_link"
GONE = 410


class PasswordForm(Form):
    """A password, typed twice."""

    password = forms.CharField(
        label="Password",
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 12 characters. Four words you can picture do well.",
    )
    again = forms.CharField(
        label="Password again",
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: object, *, user: User) -> None:
        super().__init__(data)
        self._user = user

    def clean_password(self) -> str:
        """Held to the rules of ``accounts.passwords``."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self._user)
        return password

    def clean_again(self) -> str:
        """The same once more."""
        again: str = self.cleaned_data["again"]
        if again != self.data.get("password"):
            raise ValidationError("The two do not agree. Type both once more.")
        return again


@require_safe
@public
def arrive(request: HttpRequest, user_id: int, token: str) -> HttpResponse:
    """Take the link's token out of the address."""
    request.session[LINK_KEY] = [user_id, token]
    return redirect("welcome")


@require_http_methods(["GET", "HEAD", "POST"])
@public
def welcome(request: HttpRequest) -> HttpResponse:
    """Choose a password; then sign in with it, which asks for the second factor."""
    user_id, token = request.session.get(LINK_KEY, (0, ""))
    try:
        user = user_of_link(user_id, token, at=clock.now())
        form = PasswordForm(request.POST or None, user=user)
        if request.method == "POST" and form.is_valid():
            password = form.cleaned_data["password"]
            context = audit_context(request)
            user = set_password(user_id, token, password, at=clock.now(), context=context)
            request.session.pop(LINK_KEY)
            return _signed_in(request, user)
    except LinkSpent as spent:
        return render(request, "signin/spent.html", {"sentence": str(spent)}, status=GONE)
    shown = {"form": form, "person": user, "is_first": not user.has_usable_password()}
    return render(request, "signin/welcome.html", shown, status=422 if form.errors else 200)


def _signed_in(request: HttpRequest, user: User) -> HttpResponse:
    login = Login(user=user, email=user.email)
    response: HttpResponse = perform_password_login(request, {"email": user.email}, login)
    return response
