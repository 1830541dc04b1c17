"""Where the checkout is: the developer's commands need it, an installation has none."""

import os
from pathlib import Path

from mainstay.cli.errors import CommandError


def repository() -> Path:
    """The root of the checkout this code runs from.

    Raises:
        CommandError: Mainstay runs as an installed package, without its tests and tools.
    """
    root = Path(os.environ.get("MAINSTAY_ROOT", Path(__file__).resolve().parents[3]))
    if not (root / "pyproject.toml").exists():
        raise CommandError("this needs a checkout of the source; an installation has no tests.")
    return root
