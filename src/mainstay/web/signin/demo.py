"""One click per role, for the demo practice alone (RELIABILITY 11).

Public, because it is how a visitor of the demo becomes somebody. It exists only while `mainstay
demo` serves on a loopback address, and only for made-up people who belong to nothing else.
"""

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from mainstay.foundation.accounts.models import Membership
from mainstay.foundation.accounts.queries import demo_members
from mainstay.foundation.accounts.roles import matrix
from mainstay.web.access import public
from mainstay.web.middleware.gate import PRACTICE_KEY

WHAT_FOR = {
    "manager": "The month on one page, what is late and who owns it",
    "biller": "Files, claims, remittances and the denials to work",
    "outside_specialist": "The billing company’s view: the work it was given, on the same clocks",
    "physician": "How the practice does, without the paperwork",
    "front_desk": "Patients and their coverage; names are hidden from the counter",
    "auditor": "Everything to read, nothing to change, and the trail of who did what",
}


def visitors() -> list[tuple[Membership, str, str]]:
    """Whom a visitor may be: the member, his role's title, and what he would look at."""
    if not settings.DEMO_SIGN_IN:
        return []
    return [
        (found, matrix().title_of(found.role), WHAT_FOR.get(found.role, ""))
        for found in demo_members()
    ]


@require_POST
@public
def sign_in(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Become one of the demo's people; 404 wherever this is not the demo."""
    found = next((m for m, _, _ in visitors() if m.public_id == public_id), None)
    if found is None:
        raise Http404
    get_adapter(request).login(request, found.user)
    request.session[PRACTICE_KEY] = found.practice_id
    return redirect("home")
