"""Addresses of sign-in. Of allauth's views only these are reachable; there is no sign-up.

What is public here is what a stranger needs to become somebody: the form, the second factor, and
the one-time link that the command line or an administrator gives out.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import URLPattern, path

from mainstay.web.access import public, signed_in
from mainstay.web.signin import demo, practice, welcome

urlpatterns: list[URLPattern] = [
    path("sign-in", public(account.login), name="account_login"),
    path("sign-in/code", public(mfa.authenticate), name="mfa_authenticate"),
    path("sign-in/inactive", public(account.account_inactive), name="account_inactive"),
    path("sign-in/again", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("sign-in/again/code", signed_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("welcome", welcome.welcome, name="welcome"),
    path("welcome/<int:user_id>/<str:token>", welcome.arrive, name="welcome-link"),
    path("sign-in/demo/<uuid:public_id>", demo.sign_in, name="demo-sign-in"),
    path("sign-out", public(account.logout), name="account_logout"),
    path("practices", practice.choose, name="choose-practice"),
    path("profile/password", signed_in(account.password_change), name="account_change_password"),
    path("profile/codes", signed_in(mfa.index), name="mfa_index"),
    path("profile/codes/app", signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path("profile/codes/app/off", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "profile/codes/recovery",
        signed_in(recovery.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "profile/codes/recovery/new",
        signed_in(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
]
