"""Addresses of sign-in. Of allauth's views only these are reachable; there is no sign-up.

What is public here is what a stranger needs to become somebody: the form, the second factor, and
the one-time link that the command line or an administrator gives out.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from django.urls import URLPattern, path
from django.views.generic import RedirectView

from mainstay.web.access import arriving, public, signed_in
from mainstay.web.signin import demo, practice, sessions, views, welcome

to_profile = signed_in(RedirectView.as_view(pattern_name="profile"))

urlpatterns: list[URLPattern] = [
    path("sign-in", views.sign_in, name="account_login"),
    path("sign-in/code", public(mfa.authenticate), name="mfa_authenticate"),
    path("sign-in/ended", public(account.account_inactive), name="account_inactive"),
    path("sign-in/again", arriving(account.reauthenticate), name="account_reauthenticate"),
    path("sign-in/again/code", signed_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("sign-out", views.sign_out, name="account_logout"),
    path("sign-in/demo/<uuid:public_id>", demo.sign_in, name="demo-sign-in"),
    path("welcome/<int:user_id>/<str:token>", welcome.arrive, name="welcome-link"),
    path("welcome", welcome.welcome, name="welcome"),
    path("practices", practice.choose, name="choose-practice"),
    path("profile/sessions/end", sessions.end_others, name="end-other-sessions"),
    path("profile/password", views.change_password, name="account_change_password"),
    path("profile/codes", to_profile, name="mfa_index"),
    path("profile/codes/app", views.set_up_codes, name="mfa_activate_totp"),
    path("profile/codes/app/off", views.remove_codes, name="mfa_deactivate_totp"),
    path(
        "profile/codes/recovery",
        signed_in(recovery.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "profile/codes/recovery/new", views.new_recovery_codes, name="mfa_generate_recovery_codes"
    ),
]
