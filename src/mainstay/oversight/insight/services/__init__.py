"""Insight's verbs."""
