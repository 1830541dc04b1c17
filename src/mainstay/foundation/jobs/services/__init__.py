"""The verbs of jobs."""

from mainstay.foundation.jobs.services.ends import (
    MOST_ATTEMPTS,
    fail,
    finish,
    release,
    renew,
    tidy,
    tries_in_vain,
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
    "release",
    "renew",
    "take",
    "tidy",
    "tries_in_vain",
]
