"""A name for each request, by which its log lines and audit rows are found."""

import hashlib
import logging
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from mainstay.foundation.audit.context import Context
from mainstay.foundation.tenancy import Actor

log = logging.getLogger(__name__)


class TracingMiddleware:
    """Gives the request its id, the response the id as a header, and the log one line for both."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex[:12]  # type: ignore[attr-defined]
        started = time.perf_counter()
        response = self._get_response(request)
        response.headers["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        if request.resolver_match is not None:
            log.info("request", extra=_told(request, response, time.perf_counter() - started))
        return response


def _told(request: HttpRequest, response: HttpResponse, seconds: float) -> dict[str, Any]:
    """What the log says: the route's name, never its address."""
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "request_id": request.request_id,  # type: ignore[attr-defined]
        "route": request.resolver_match.view_name if request.resolver_match else "",
        "method": request.method,
        "status": response.status_code,
        "milliseconds": round(seconds * 1000),
        "user_id": actor.user_id if actor else None,
        "practice_id": actor.practice_id if actor else None,
    }


def audit_context(request: HttpRequest) -> Context:
    """Where a request came from. The session's key is never kept, only a hash of it."""
    key = request.session.session_key or ""
    return Context(
        source_address=request.META.get("REMOTE_ADDR", ""),
        session_hash=hashlib.sha256(key.encode()).hexdigest()[:16] if key else "",
        request_id=getattr(request, "request_id", ""),
    )
