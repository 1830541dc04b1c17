"""The verbs of providers."""
