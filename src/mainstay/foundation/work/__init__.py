"""Functions with their owners, and everything that needs a person: one engine for every worklist.

Others open and close items by cause (``open_item``, ``open_many``, ``close_item``,
``close_items``), people move them (``take``, ``wait``, ``hand_over``, ``note``, ``close`` ...), and
say who is away (``mark_away``). Work finds its holder by itself and climbs when it is late
(``reroute``, ``climb``, ``keep_up_with_absences``). Pages ask ``open_items``, ``items_about`` and
``function_loads``.
"""

from typing import TYPE_CHECKING

from mainstay.foundation.late import late
from mainstay.foundation.work.errors import NoSuchItem, StaleItem, UnknownFunction
from mainstay.foundation.work.item import NewItem
from mainstay.foundation.work.states import IllegalTransition, State

if TYPE_CHECKING:
    from mainstay.foundation.work.queries import (
        FunctionLoad,
        ItemFilter,
        function_loads,
        item_of_cause,
        items_about,
        open_items,
    )
    from mainstay.foundation.work.services import (
        assign_function,
        climb,
        close,
        close_item,
        close_items,
        ensure_functions,
        hand_over,
        keep_up_with_absences,
        mark_away,
        note,
        note_reading,
        note_training,
        open_item,
        open_many,
        release,
        reopen,
        reroute,
        set_standards,
        split,
        take,
        take_next,
        undo_absence,
        wait,
        welcome_back,
        write_procedure,
    )

__all__ = [
    "FunctionLoad",
    "IllegalTransition",
    "ItemFilter",
    "NewItem",
    "NoSuchItem",
    "StaleItem",
    "State",
    "UnknownFunction",
    "assign_function",
    "climb",
    "close",
    "close_item",
    "close_items",
    "ensure_functions",
    "function_loads",
    "hand_over",
    "item_of_cause",
    "items_about",
    "keep_up_with_absences",
    "mark_away",
    "note",
    "note_reading",
    "note_training",
    "open_item",
    "open_items",
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

__getattr__ = late(
    __name__,
    {
        "queries": (
            "FunctionLoad",
            "ItemFilter",
            "function_loads",
            "item_of_cause",
            "items_about",
            "open_items",
        ),
        "services": (
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
        ),
    },
)
