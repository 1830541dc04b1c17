"""Django's registration of this package."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "mainstay.web"
    label = "web"
