"""Today: what needs someone, loudest first."""
