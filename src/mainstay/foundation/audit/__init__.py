"""Who saw and who changed what, in one tamper-evident chain for each practice (RELIABILITY 9).

Others use ``services.record`` (a person's act or view; last in its transaction),
``services.record_bulk`` (a job's transaction, by a digest of what it wrote),
``queries.trail`` and ``chain.verify_chain``. ``Context`` is what a door knows of a request.
"""

from mainstay.foundation.audit.context import Context

__all__ = ["Context"]
