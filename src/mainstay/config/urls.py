"""Root URLs, and the pages that say what went wrong."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [path("", include("mainstay.web.urls"))]

handler400 = "mainstay.web.errors.bad_request"
handler403 = "mainstay.web.errors.forbidden"
handler404 = "mainstay.web.errors.not_found"
handler500 = "mainstay.web.errors.broken"
