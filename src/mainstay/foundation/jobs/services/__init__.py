"""The verbs of jobs."""

from mainstay.foundation.jobs.services.ends import (
    MOST_ATTEMPTS,
    fail,
    finish,
    is_in_vain,
    release,
    renew,
    tidy,
)
from mainstay.foundation.jobs.services.enqueue import enqueue, enqueue_scheduled
from mainstay.foundation.jobs.services.take import LEASE, take

__all__ = [
    "LEASE",
    "MOST_ATTEMPTS",
    "enqueue",
    "enqueue_scheduled",
    "fail",
    "finish",
    "is_in_vain",
    "release",
    "renew",
    "take",
    "tidy",
]
