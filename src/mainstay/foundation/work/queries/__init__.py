"""The questions about work."""

from mainstay.foundation.work.queries.functions import FunctionLoad, function_loads
from mainstay.foundation.work.queries.items import (
    ItemFilter,
    item_of_cause,
    items_about,
    open_items,
    open_items_about,
)

__all__ = [
    "FunctionLoad",
    "ItemFilter",
    "function_loads",
    "item_of_cause",
    "items_about",
    "open_items",
    "open_items_about",
]
