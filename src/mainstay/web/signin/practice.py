"""Choose the practice to act in, for those who belong to several."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mainstay.foundation.accounts.queries import practices_of
from mainstay.web.access import PracticeRequest, signed_in
from mainstay.web.middleware.gate import PRACTICE_KEY


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def choose(request: PracticeRequest) -> HttpResponse:
    """List the reader's practices; take the one he names by its code, if it is his."""
    practices = practices_of(request.user.pk)
    chosen = next((p for p in practices if p.code == request.POST.get("practice")), None)
    if chosen is None:
        return render(request, "signin/practices.html", {"practices": practices})
    request.session.cycle_key()
    request.session[PRACTICE_KEY] = chosen.pk
    return redirect("home")
