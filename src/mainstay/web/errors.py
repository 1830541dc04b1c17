"""What a page says when it cannot be shown: a calm sentence, and a code to read over the phone."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class Unavailable(Exception):
    """The page cannot be given now (503). The sentence may be shown."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is said for a status: what happened, and what it means or how to go on."""

    happened: str
    then: str


TROUBLES = {
    400: Trouble(
        "This request could not be read.",
        "Nothing was changed. Go back, reload the page and try again.",
    ),
    403: Trouble(
        "Your role does not include this.",
        "Nothing was changed. Someone who administers people and roles can say who may do it.",
    ),
    404: Trouble(
        "There is nothing here.",
        "The address may be mistyped, or what it named belongs to another practice.",
    ),
    409: Trouble(
        "Somebody else was here first.",
        "What you typed was not saved. Reload the page to see it as it is now, then decide.",
    ),
    500: Trouble(
        "This page broke, and it is our fault.",
        "What was saved before is safe; this act was not done. Try once more, then tell us the code.",
    ),
    503: Trouble(
        "Mainstay cannot do this just now.",
        "Nothing was changed. Wait a moment and try again.",
    ),
}

EXPIRED_FORM = Trouble(
    "This form has been open too long, or was opened in another window.",
    "Nothing was changed. Reload the page and send it again.",
)


def page(request: HttpRequest, status: int, trouble: Trouble | None = None) -> HttpResponse:
    """The error page for ``status``. It asks the database nothing, for that may be what broke."""
    context = {
        "status": status,
        "trouble": trouble or TROUBLES[status],
        "code": getattr(request, "request_id", ""),
    }
    return render(request, "web/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400."""
    return page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403."""
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404."""
    return page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """Django's handler500."""
    return page(request, 500)


def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What Django calls when a form's token does not fit."""
    return page(request, 403, EXPIRED_FORM)
