"""The questions about claims: one module each."""
