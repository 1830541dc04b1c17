"""Note the end of a practice's chain outside the database."""

from mainstay.foundation import clock
from mainstay.foundation.audit import anchors
from mainstay.foundation.audit.models import Chain


def anchor(practice_id: int) -> bool:
    """Add an anchor if the chain has grown since the last one; whether it had.

    Runs every five minutes. It is safe to repeat and needs no lock: an end once committed never
    changes.
    """
    end = Chain.objects.filter(practice_id=practice_id, seq__gt=0).first()
    if end is None or end.seq in anchors.anchors_of(practice_id):
        return False
    anchors.add(practice_id, seq=end.seq, head=end.head, at=clock.now())
    return True
