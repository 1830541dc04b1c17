"""Django's registration of this package."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "mainstay.oversight.insight"
    label = "insight"
