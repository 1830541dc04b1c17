"""The verbs of work."""

from mainstay.foundation.work.services.functions import assign_function, ensure_functions
from mainstay.foundation.work.services.move import (
    close,
    close_item,
    close_items,
    release,
    reopen,
    take,
    take_next,
    wait,
)
from mainstay.foundation.work.services.open import open_item, open_many

__all__ = [
    "assign_function",
    "close",
    "close_item",
    "close_items",
    "ensure_functions",
    "open_item",
    "open_many",
    "release",
    "reopen",
    "take",
    "take_next",
    "wait",
]
