"""Whether this process can serve: asked by proxies and watchers, without signing in."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mainstay.web.access import public


@require_safe
@public
def healthz(request: HttpRequest) -> HttpResponse:
    """ "ok" when the database answers, else 503. Public: it tells nothing else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unavailable", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
