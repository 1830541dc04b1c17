"""Django's registration of this package."""

from django.apps import AppConfig

from mainstay.foundation import logs


class WebConfig(AppConfig):
    name = "mainstay.web"
    label = "web"

    def ready(self) -> None:
        """Let every part write its log as JSON without PHI."""
        logs.configure_structlog()
