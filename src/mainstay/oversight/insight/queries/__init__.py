"""Insight's questions."""
