"""Django's registration of this package."""

from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    name = "mainstay.directory.providers"
    label = "providers"
