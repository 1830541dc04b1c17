"""Insight: the facts behind every figure, kept ready as claims move, and the months they make.

``insight_claim`` folds one claim's facts; ``insight_item`` one open balance of an encounter;
``insight_month`` is a month's figures as last computed, frozen once the month is closed.
"""
