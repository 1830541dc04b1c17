"""Providers and locations: who treats and where, as the files name them."""
