"""What is still to be done."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from mainstay.foundation.jobs.models import Job
from mainstay.foundation.jobs.states import UNFINISHED, State


@dataclass(frozen=True, slots=True)
class Load:
    """How many jobs of a practice stand where."""

    waiting: int
    running: int
    gave_up: int


def waiting(practice_id: int) -> QuerySet[Job]:
    """A practice's unfinished jobs, the next one first."""
    return Job.objects.filter(
        practice_id=practice_id, state__in=[state.value for state in UNFINISHED]
    ).order_by("run_after", "id")


def load(practice_id: int | None = None) -> Load:
    """How much work waits for a practice, or for all of them and the installation. One query."""
    jobs = Job.objects.all() if practice_id is None else Job.objects.filter(practice_id=practice_id)
    counts = dict(
        jobs.exclude(state=State.DONE.value)
        .order_by()
        .values_list("state")
        .annotate(jobs=Count("id"))
    )
    return Load(
        waiting=counts.get(State.WAITING.value, 0),
        running=counts.get(State.RUNNING.value, 0),
        gave_up=counts.get(State.GAVE_UP.value, 0),
    )


def is_anything_left(*, before: datetime) -> bool:
    """Whether any job, of whatever practice, runs now or is due before this moment (UTC)."""
    return Job.objects.filter(
        Q(state=State.RUNNING.value) | Q(state=State.WAITING.value, run_after__lt=before)
    ).exists()
