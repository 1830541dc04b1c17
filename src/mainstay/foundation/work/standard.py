"""The standard list of functions, and procedures to start from, as shipped. Pure: data and reading."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class StandardFunction:
    """A function as every practice starts with it. ``turnaround_hours`` are business hours."""

    code: str
    name: str
    wing: str
    turnaround_hours: int


@cache
def standard_functions() -> tuple[StandardFunction, ...]:
    """The standard list, in the order of the flow of a claim."""
    text = (files("mainstay.foundation.work") / "functions.toml").read_text("utf-8")
    return tuple(StandardFunction(**row) for row in tomllib.loads(text)["function"])


def procedure_to_start_from(code: str) -> str:
    """A procedure in Markdown for a function that has none yet; "" where none is shipped."""
    shipped = files("mainstay.foundation.work") / "procedures" / f"{code}.md"
    return shipped.read_text("utf-8") if shipped.is_file() else ""
