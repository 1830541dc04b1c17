"""People who sign in, their parts in practices, and the policy of who may do what.

Others use ``policy.can``, ``roles.matrix``, and the verbs in ``services``.
"""
