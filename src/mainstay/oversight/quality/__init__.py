"""The weekly random sample: drawn by the system, reviewed by a person, its findings followed to the end.

Pages ask ``queries.samples`` and write with ``services`` (``draw_week``, ``finish_review``). How claims
are drawn and when a week is out of line is pure (``drawing``, ``limits``).
"""
