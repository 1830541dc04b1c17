"""The verbs of receipts: one module each."""
