"""Django's registration of this package."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "mainstay.revenue.claims"
    label = "claims"
