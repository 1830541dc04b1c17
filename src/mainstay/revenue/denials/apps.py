"""Django's registration of this package."""

from django.apps import AppConfig


class DenialsConfig(AppConfig):
    name = "mainstay.revenue.denials"
    label = "denials"
