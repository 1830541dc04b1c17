"""The verbs of payers."""
