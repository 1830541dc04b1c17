"""Denials: what a payer refused to pay, why, whose step caused it, and what to do about it.

Opened by ``services.opening.on_claim_payments_posted`` (a listener); read through
``queries.denials``.
"""
