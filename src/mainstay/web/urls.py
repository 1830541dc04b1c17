"""The staff pages' addresses. Each wing brings its own list."""

from django.urls import URLPattern, URLResolver, include, path

from mainstay.web import health, home, profile, search
from mainstay.web.settings import urls as settings_urls
from mainstay.web.signin import urls as signin_urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("search", search.results, name="search"),
    path("profile", profile.profile, name="profile"),
    path("profile/theme", profile.theme, name="theme"),
    *signin_urls.urlpatterns,
    *settings_urls.urlpatterns,
    path("", include("mainstay.web.today.urls")),
    path("", include("mainstay.web.revenue.urls")),
    path("", include("mainstay.web.oversight.urls")),
    path("start", home.home, name="home"),
]
