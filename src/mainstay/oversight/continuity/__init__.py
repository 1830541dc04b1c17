"""Whether the practice goes on when somebody is away: who could do what, and what would pile up.

It keeps no tables: everything is read from ``foundation.work`` and ``foundation.accounts``. Pages ask
``queries.matrix`` and ``queries.what_if``.
"""
