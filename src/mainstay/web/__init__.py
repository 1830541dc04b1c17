"""Staff pages: views, templates and what they share. They call services and queries, never models."""
