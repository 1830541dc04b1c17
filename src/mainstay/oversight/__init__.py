"""Looking at the whole: figures, quality, continuity."""
