"""The verbs of denials: one module each."""
