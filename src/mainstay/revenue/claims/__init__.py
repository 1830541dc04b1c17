"""Claims: one bill to one payer, frozen as sent, and what is known of each.

A claim is a *family*: the original with all its corrections and resubmissions to one payer. Its
status is a pure function of its facts (from outside) and acts (of people): ``states.status_of``.
"""
