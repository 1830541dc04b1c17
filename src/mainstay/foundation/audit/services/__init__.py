"""The verbs of audit."""

from mainstay.foundation.audit.services.anchor import anchor
from mainstay.foundation.audit.services.record import digest_of, record, record_bulk

__all__ = ["anchor", "digest_of", "record", "record_bulk"]
