"""Let a package show its verbs and questions under its own name.

Django imports an application's package before its tables may be imported, so these names are
found when they are first asked for instead of when the package is loaded.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any


def late(package: str, rooms: Mapping[str, Sequence[str]]) -> Callable[[str], Any]:
    """A module's ``__getattr__`` for the ``names`` in each of its ``rooms`` (submodules)."""
    room_of = {name: room for room, names in rooms.items() for name in names}

    def attribute(name: str) -> Any:
        if name not in room_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{room_of[name]}"), name)

    return attribute
