"""Tables of audit."""

from mainstay.foundation.audit.models.trail import AuditEvent, AuditSubject, Chain

__all__ = ["AuditEvent", "AuditSubject", "Chain"]
