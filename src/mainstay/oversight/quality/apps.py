"""Django's registration of this package."""

from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "mainstay.oversight.quality"
    label = "quality"
