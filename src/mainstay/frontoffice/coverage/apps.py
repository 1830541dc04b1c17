"""Django's registration of this package."""

from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "mainstay.frontoffice.coverage"
    label = "coverage"
