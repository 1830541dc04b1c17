"""The numbers that the X12 dictionary gives to data elements (an IK4 names them)."""

from functools import cache
from importlib import resources

_FILE = resources.files("mainstay.engine.x12") / "guides" / "elements.txt"


def data_element(segment: str, element: int, component: int = 0) -> str:
    """The number of an element or component; "" where it has none or is not listed."""
    name = _listed(segment, element)
    if name.startswith("C"):
        return _listed(name, component) if component else ""
    return name


def _listed(name: str, position: int) -> str:
    numbers = _numbers().get(name, ())
    return numbers[position - 1] if 1 <= position <= len(numbers) else ""


@cache
def _numbers() -> dict[str, tuple[str, ...]]:
    found = {}
    for line in _FILE.read_text("utf-8").splitlines():
        name, _, numbers = line.partition("#")[0].partition("=")
        if numbers:
            found[name.strip()] = tuple(numbers.split())
    return found
