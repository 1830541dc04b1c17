"""Settings and root URLs; the only place that reads the environment."""
