"""Every byte received or sent, kept once under its hash (RELIABILITY 4).

Others use ``keep`` to put bytes into the store and note that a practice has them, and
``open_file``, ``open_bytes`` and ``path_of`` to read them back by hash.
"""

from typing import TYPE_CHECKING

from mainstay.foundation.files.store import (
    StoreDamaged,
    StoredFile,
    open_bytes,
    open_file,
    path_of,
)
from mainstay.foundation.late import late

if TYPE_CHECKING:
    from mainstay.foundation.files.services.keep import keep, keep_many

__all__ = ["StoreDamaged", "StoredFile", "keep", "keep_many", "open_bytes", "open_file", "path_of"]

__getattr__ = late(
    __name__,
    {
        "services": ("keep", "keep_many"),
    },
)
