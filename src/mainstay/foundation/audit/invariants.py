"""What must be true of every practice's trail."""

from collections.abc import Iterator

from mainstay.foundation.audit.anchors import AnchorsDamaged
from mainstay.foundation.audit.chain import verify_chain
from mainstay.foundation.db.invariants import Invariant


def _broken_chain(practice_id: int) -> Iterator[str]:
    try:
        yield from verify_chain(practice_id)
    except AnchorsDamaged as damage:
        yield str(damage)


INVARIANTS = (Invariant("A001", "The audit chain is whole", _broken_chain),)
