"""The verbs of work."""

from mainstay.foundation.work.services.away import (
    keep_up_with_absences,
    mark_away,
    undo_absence,
    welcome_back,
)
from mainstay.foundation.work.services.climb import climb
from mainstay.foundation.work.services.functions import (
    assign_function,
    ensure_functions,
    set_standards,
)
from mainstay.foundation.work.services.move import (
    close,
    close_item,
    close_items,
    hand_over,
    note,
    release,
    reopen,
    split,
    take,
    take_next,
    wait,
)
from mainstay.foundation.work.services.open import open_item, open_many
from mainstay.foundation.work.services.procedures import (
    note_reading,
    note_training,
    write_procedure,
)
from mainstay.foundation.work.services.reroute import reroute

__all__ = [
    "assign_function",
    "climb",
    "close",
    "close_item",
    "close_items",
    "ensure_functions",
    "hand_over",
    "keep_up_with_absences",
    "mark_away",
    "note",
    "note_reading",
    "note_training",
    "open_item",
    "open_many",
    "release",
    "reopen",
    "reroute",
    "set_standards",
    "split",
    "take",
    "take_next",
    "undo_absence",
    "wait",
    "welcome_back",
    "write_procedure",
]
