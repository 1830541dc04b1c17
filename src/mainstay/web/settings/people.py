"""People and roles: who belongs to the practice, in which role, and their one-time links."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mainstay.foundation import clock
from mainstay.foundation.accounts import services
from mainstay.foundation.accounts.errors import AccountsRefusal
from mainstay.foundation.accounts.models import Membership
from mainstay.foundation.accounts.queries import member, people_in
from mainstay.foundation.accounts.roles import matrix
from mainstay.web.access import PracticeRequest, requires
from mainstay.web.forms import Form
from mainstay.web.reauth import recently
from mainstay.web.settings.acts import acts_in_words

MAY_PAGE = ["GET", "HEAD", "POST"]


def _roles() -> list[tuple[str, str]]:
    return [(code, role.title) for code, role in matrix().roles.items()]


class InviteForm(Form):
    """Who is invited, and as what."""

    name = forms.CharField(max_length=80, label="Name", help_text="As colleagues know them.")
    email = forms.EmailField(
        label="E-mail address",
        help_text="They sign in with it.",
        error_messages={"invalid": "This is no e-mail address; one looks like maren@example.org."},
    )
    role = forms.ChoiceField(
        choices=lambda: [("", "Choose a role"), *_roles()],
        label="Role",
        error_messages={"required": "Choose what this person is here."},
    )


class RoleForm(Form):
    """Another role, for the member as he was when the page was read."""

    role = forms.ChoiceField(choices=_roles, label="Role")
    version = forms.IntegerField(widget=forms.HiddenInput)


@require_safe
@requires("people.view")
def people(request: PracticeRequest) -> HttpResponse:
    """Everyone who has or had a part here, and what each role may do."""
    everyone = people_in(request.actor.practice_id)
    context = {
        "people": [(person, matrix().title_of(person.membership.role)) for person in everyone],
        "present": sum(person.state != "Ended" for person in everyone),
        "invited": sum(person.state == "Invited" for person in everyone),
        "roles": _what_roles_may(),
    }
    return render(request, "settings/people.html", context)


@require_http_methods(MAY_PAGE)
@requires("people.edit")
@recently("people-invite")
def invite(request: PracticeRequest) -> HttpResponse:
    """Give somebody a part, and show the link that lets him in; it is shown this once."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _invited(request, form)
        except AccountsRefusal as refusal:
            form.add_error(None, str(refusal))
    status = 422 if form.errors else 200
    return render(request, "settings/invite.html", {"form": form}, status=status)


@require_http_methods(MAY_PAGE)
@requires("people.edit")
@recently("people")
def person(request: PracticeRequest, public_id: UUID) -> HttpResponse:
    """One member: another role, the end of his part, or a new link when his password is lost."""
    found = _member(request, public_id)
    form = RoleForm(
        request.POST if "role" in request.POST else None,
        initial={"role": found.role, "version": found.row_version},
    )
    if request.method == "POST":
        try:
            if answer := _done(request, found, form):
                return answer
        except AccountsRefusal as refusal:
            form = form if form.is_bound else RoleForm(form.initial, initial=form.initial)
            form.add_error(None, str(refusal))
    context = {
        "member": found,
        "form": form,
        "is_self": found.user_id == request.actor.user_id,
        "role_title": matrix().title_of(found.role),
        "acts": acts_in_words(matrix().roles[found.role].acts),
    }
    return render(request, "settings/person.html", context, status=422 if form.errors else 200)


def _invited(request: PracticeRequest, form: InviteForm) -> HttpResponse:
    """Invite; whoever signs in already needs no link."""
    membership = services.invite(
        request.actor, **form.cleaned_data, at=clock.now(), context=request.audit_context
    )
    user = membership.user
    if user.has_usable_password() or user.is_demo:
        messages.success(request, f"{user} signs in as before, now also to {request.practice}")
        return redirect("people")
    return _link_page(request, membership)


def _done(request: PracticeRequest, found: Membership, form: RoleForm) -> HttpResponse | None:
    """Do what was asked for; None when the form has to be shown again."""
    asked = request.POST.get("act", "")
    if asked == "link":
        return _link_page(request, found)
    if asked == "end":
        services.end(request.actor, found, context=request.audit_context)
        messages.success(request, f"{found.user} has no part in {request.practice} any more")
        return redirect("people")
    if not form.is_valid():
        return None
    found.row_version = form.cleaned_data["version"]
    role = form.cleaned_data["role"]
    services.change_role(request.actor, found, role, context=request.audit_context)
    messages.success(request, f"{found.user} is now {matrix().title_of(role).lower()}")
    return redirect("people")


def _member(request: PracticeRequest, public_id: UUID) -> Membership:
    found = member(request.actor.practice_id, public_id)
    if found is None:
        raise Http404
    return found


def _link_page(request: PracticeRequest, membership: Membership) -> HttpResponse:
    link = services.give_link(request.actor, membership.user, context=request.audit_context)
    context = {
        "member": membership,
        "role_title": matrix().title_of(membership.role),
        "link": link,
        "address": request.build_absolute_uri(link.path),
    }
    return render(request, "settings/link.html", context)


def _what_roles_may() -> list[tuple[str, str]]:
    return [(role.title, acts_in_words(role.acts)) for role in matrix().roles.values()]
