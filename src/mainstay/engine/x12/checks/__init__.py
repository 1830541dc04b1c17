"""SNIP 3 to 5: balances and situations, looked at when a record is complete."""

from functools import cache

from mainstay.engine.x12.checks.ack999 import Ack999Checks
from mainstay.engine.x12.checks.base import Checks, SegmentCheck
from mainstay.engine.x12.checks.benefit271 import Benefit271Checks
from mainstay.engine.x12.checks.claim837 import Claim837Checks
from mainstay.engine.x12.checks.claimstatus import ClaimStatusChecks
from mainstay.engine.x12.checks.inquiry270 import Inquiry270Checks
from mainstay.engine.x12.checks.remit835 import Remit835Checks
from mainstay.engine.x12.checks.review278 import Review278Checks
from mainstay.engine.x12.checks.status277 import Status277Checks
from mainstay.engine.x12.guide import guide

CHECKS: dict[str, type[Checks]] = {
    "837P": Claim837Checks,
    "837I": Claim837Checks,
    "835": Remit835Checks,
    "999": Ack999Checks,
    "277CA": Status277Checks,
    "270": Inquiry270Checks,
    "271": Benefit271Checks,
    "276": ClaimStatusChecks,
    "277": ClaimStatusChecks,
    "278": Review278Checks,
}


@cache
def segment_checks(kind: str) -> tuple[SegmentCheck | None, ...]:
    """What looks at a segment as such, for each definition of the guide."""
    return _by_definition(kind, CHECKS[kind].SEGMENTS)


@cache
def sequence_checks(kind: str) -> tuple[SegmentCheck | None, ...]:
    """What looks at a segment in the light of those before it, for each definition."""
    return _by_definition(kind, CHECKS[kind].SEQUENCE)


def _by_definition(kind: str, table: dict[str, SegmentCheck]) -> tuple[SegmentCheck | None, ...]:
    return tuple(
        table.get(f"{one.loop.id} {one.segment}".strip()) or table.get(f"* {one.segment}")
        for one in guide(kind).definitions
    )


__all__ = ["CHECKS", "Checks", "segment_checks", "sequence_checks"]
