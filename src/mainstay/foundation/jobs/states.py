"""The life of a job. Pure."""

from enum import StrEnum


class State(StrEnum):
    """Where a job stands. ``take`` moves waiting to running; its handler's end decides the rest."""

    WAITING = "waiting"  # to be taken once ``run_after`` has passed
    RUNNING = "running"  # a worker holds its lease; past the lease it is taken again
    DONE = "done"
    GAVE_UP = "gave_up"  # its last attempt failed; a person was asked


UNFINISHED = (State.WAITING, State.RUNNING)
