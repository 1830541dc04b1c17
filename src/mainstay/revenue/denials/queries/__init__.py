"""The questions about denials: one module each."""
