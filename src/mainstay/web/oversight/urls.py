"""Addresses of oversight: the month and its rows, and the open balances."""

from django.urls import URLPattern, path, register_converter

from mainstay.web.oversight import month, receivables


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
    path("ar", receivables.open_balances, name="ar"),
    path("ar.csv", receivables.export, name="ar-export"),
]
