"""Mainstay: the business side of a medical practice."""

__version__ = "0.1.0"
