"""Django's registration of this package."""

from django.apps import AppConfig


class PipelinesConfig(AppConfig):
    name = "mainstay.pipelines"
    label = "pipelines"
