"""The questions about remittances: one module each."""
