"""The verbs of patients."""
