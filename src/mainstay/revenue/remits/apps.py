"""Django's registration of this package."""

from django.apps import AppConfig


class RemitsConfig(AppConfig):
    name = "mainstay.revenue.remits"
    label = "remits"
