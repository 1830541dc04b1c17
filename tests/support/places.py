"""Where tests put their files: in memory where there is room, so that no test waits for a disk."""

import os
import shutil
from pathlib import Path

MEMORY = Path("/dev/shm")
ENOUGH_BYTES = 2 << 30


def roomy_memory() -> Path | None:
    """The folder in memory, or None where there is none or little of it."""
    usable = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES
    return MEMORY if usable else None
