"""Django's registration of this package: at start-up it fills the registries below it."""

from django.apps import AppConfig


class PipelinesConfig(AppConfig):
    """Tells the foundation who listens to which event and who does which job."""

    name = "mainstay.pipelines"
    label = "pipelines"

    def ready(self) -> None:
        """Fill the registries from the tables of this package."""
        from mainstay.foundation.events import registry as events
        from mainstay.foundation.jobs import registry as jobs
        from mainstay.pipelines.events import LATER, NOW
        from mainstay.pipelines.jobs import HANDLERS, MARKS, SCHEDULES, WHEN_GIVEN_UP

        events.use(NOW, LATER)
        jobs.use(HANDLERS, timetable=SCHEDULES, when_given_up=WHEN_GIVEN_UP, progress=MARKS)
