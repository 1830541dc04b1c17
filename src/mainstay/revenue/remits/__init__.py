"""Remittances: what payers paid and why, kept as they said it, posted exactly once.

A *remit* is one ST of an 835: one payment and its advice. A *claim payment* is one CLP in it. Others
use ``services.intake.apply_remits`` (the lane), ``services.placing.on_claims_sent`` (a listener),
``events.ClaimPaymentsPosted`` and the questions in ``queries``.
"""
