"""The verbs of remittances: one module each."""
