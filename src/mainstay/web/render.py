"""One page, and the part of it that htmx asks for, from one template."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from mainstay.web.access import PracticeRequest


def render_page_or_part(
    request: PracticeRequest,
    template: str,
    part: str,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """Render ``template``, or only its ``part`` when htmx asks for that part.

    Page and part come from one file, so they cannot drift apart: the part is a ``partialdef`` of
    the page, and its name is the id of the element it replaces.
    """
    is_part = bool(request.htmx) and request.htmx.target == part
    response = render(
        request, f"{template}#{part}" if is_part else template, context, status=status
    )
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
