"""Background and scheduled work: a table of jobs, taken by workers, each idempotent.

Others ask for work with ``enqueue`` (inside their transaction) and do what is due with
``run_until_idle``; ``load`` tells what waits. Which handler a kind has, and what runs when, is told
by ``mainstay.pipelines.jobs`` at start-up through ``registry``.
"""

from typing import TYPE_CHECKING

from mainstay.foundation.jobs.registry import Schedule, TakenJob
from mainstay.foundation.late import late

if TYPE_CHECKING:
    from mainstay.foundation.jobs.queries import Load, load, waiting
    from mainstay.foundation.jobs.runner import Ran, run_until_idle
    from mainstay.foundation.jobs.services.enqueue import enqueue

__all__ = [
    "Load",
    "Ran",
    "Schedule",
    "TakenJob",
    "enqueue",
    "load",
    "run_until_idle",
    "waiting",
]

__getattr__ = late(
    __name__,
    {
        "queries": (
            "Load",
            "load",
            "waiting",
        ),
        "runner": (
            "Ran",
            "run_until_idle",
        ),
        "services": ("enqueue",),
    },
)
