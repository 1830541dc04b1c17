"""Practices, and who acts in them: every row of PHI belongs to exactly one practice.

Others use ``Actor``, ``PracticeModel`` (a table led by its practice) and ``Practice``.
"""

from mainstay.foundation.tenancy.actor import Actor

__all__ = ["Actor"]
