"""Domain events, written in the same transaction as the change they tell of.

Others use ``Event`` (to declare one) and ``publish``. Who listens is told by
``mainstay.pipelines`` at start-up through ``registry``: *now*, in that transaction, or *later*, as
a job. This package stands above ``jobs``.
"""

from typing import TYPE_CHECKING

from mainstay.foundation.events.event import Event
from mainstay.foundation.late import late

if TYPE_CHECKING:
    from mainstay.foundation.events.services.publish import publish, publish_many

__all__ = ["Event", "publish", "publish_many"]

__getattr__ = late(
    __name__,
    {
        "services": (
            "publish",
            "publish_many",
        ),
    },
)
