"""Who saw and who changed what, in one tamper-evident chain for each practice (RELIABILITY 9).

Others use ``record`` (a person's act or view; last in its transaction), ``record_bulk`` (a job's
transaction, by a digest of what it wrote), ``trail`` and ``verify_chain``. ``Context`` is what a
door knows of a request.
"""

from typing import TYPE_CHECKING

from mainstay.foundation.audit.context import Context
from mainstay.foundation.late import late

if TYPE_CHECKING:
    from mainstay.foundation.audit.chain import verify_chain
    from mainstay.foundation.audit.queries import TrailFilter, trail
    from mainstay.foundation.audit.services.anchor import anchor
    from mainstay.foundation.audit.services.record import digest_of, record, record_bulk

__all__ = [
    "Context",
    "TrailFilter",
    "anchor",
    "digest_of",
    "record",
    "record_bulk",
    "trail",
    "verify_chain",
]

__getattr__ = late(
    __name__,
    {
        "chain": ("verify_chain",),
        "queries": (
            "TrailFilter",
            "trail",
        ),
        "services": (
            "anchor",
            "digest_of",
            "record",
            "record_bulk",
        ),
    },
)
