"""Signing in and out: allauth's views under our addresses, and the pages around them."""
