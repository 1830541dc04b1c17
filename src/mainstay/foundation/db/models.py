"""No tables. Django sends post_migrate only to packages that have this module."""
