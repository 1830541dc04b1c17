"""Domain events, written in the same transaction as the change they tell of.

Others use ``Event`` (to declare one) and ``services.publish``. Who listens is told by
``mainstay.pipelines`` at start-up through ``registry``: *now*, in that transaction, or *later*, as
a job. This package stands above ``jobs``.
"""

from mainstay.foundation.events.event import Event

__all__ = ["Event"]
