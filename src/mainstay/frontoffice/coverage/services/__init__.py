"""The verbs of coverage."""
