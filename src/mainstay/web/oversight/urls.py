"""Addresses of oversight: the month and its rows, and the open balances."""

from django.urls import URLPattern, path, register_converter

from mainstay.web.oversight import away, function, month, ownership, quality, receivables


class PartConverter:
    """Which half of a figure."""

    regex = "numerator|denominator"

    def to_python(self, value: str) -> str:
        """As it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands in the address."""
        return value


register_converter(PartConverter, "part")

urlpatterns: list[URLPattern] = [
    path("month", month.newest_month, name="month"),
    path("month/<str:text>", month.month_page, name="month-page"),
    path("month/<str:text>/close", month.close, name="month-close"),
    path("month/<str:text>/<slug:figure>/<part:part>", month.rows, name="month-rows"),
    path("ownership", ownership.ownership, name="ownership"),
    path("ownership/away", away.away, name="away"),
    path("ownership/away/<uuid:public_id>", away.absence, name="absence"),
    path("ownership/functions/<slug:code>", function.function_page, name="function"),
    path("quality", quality.weeks_page, name="quality"),
    path("quality/<str:week>", quality.week_page, name="quality-week"),
    path("quality/reviews/<uuid:public_id>", quality.review_page, name="quality-review"),
    path("ar", receivables.open_balances, name="ar"),
    path("ar.csv", receivables.export, name="ar-export"),
]
