"""The verbs of charges."""
