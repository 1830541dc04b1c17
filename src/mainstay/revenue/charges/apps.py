"""Django's registration of this package."""

from django.apps import AppConfig


class ChargesConfig(AppConfig):
    name = "mainstay.revenue.charges"
    label = "charges"
