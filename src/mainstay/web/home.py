"""The first page: Today, or the first place that the reader's role may see."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from mainstay.web import navigation
from mainstay.web.access import PracticeRequest, signed_in


@require_safe
@signed_in
def home(request: PracticeRequest) -> HttpResponse:
    """Send the reader to where he begins."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return redirect("choose-practice")
    places = [navigation.TODAY]
    places += [place for wing in navigation.WINGS for place in wing.places]
    places += navigation.SETTINGS
    first = next(navigation.links(places, actor, request.path), None)
    return redirect(first.url if first else "profile")
