"""Denials: what a payer refused to pay, why, whose step caused it, and what to do about it."""
