"""The questions about continuity."""
