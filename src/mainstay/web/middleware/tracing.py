"""A name for each request, by which its log lines and audit rows are found."""

import hashlib
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from mainstay.foundation.audit.context import Context


class TracingMiddleware:
    """Gives the request its id and its audit context, and the response the id as a header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex[:12]  # type: ignore[attr-defined]
        response = self._get_response(request)
        response.headers["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        return response


def audit_context(request: HttpRequest) -> Context:
    """Where a request came from. The session's key is never kept, only a hash of it."""
    key = request.session.session_key or ""
    return Context(
        source_address=request.META.get("REMOTE_ADDR", ""),
        session_hash=hashlib.sha256(key.encode()).hexdigest()[:16] if key else "",
        request_id=getattr(request, "request_id", ""),
    )
