"""Segments of known meaning to records, one builder per kind of transaction set."""

from functools import cache

from mainstay.engine.x12.automaton import Handler
from mainstay.engine.x12.builders.ack999 import Ack999Builder
from mainstay.engine.x12.builders.base import Builder, handlers
from mainstay.engine.x12.builders.benefit271 import Benefit271Builder
from mainstay.engine.x12.builders.claim837 import Claim837Builder
from mainstay.engine.x12.builders.claimstatus import (
    StatusRequest276Builder,
    StatusResponse277Builder,
)
from mainstay.engine.x12.builders.inquiry270 import Inquiry270Builder
from mainstay.engine.x12.builders.remit835 import Remit835Builder
from mainstay.engine.x12.builders.review278 import Review278Builder
from mainstay.engine.x12.builders.status277 import Status277Builder

BUILDERS: dict[str, type[Builder]] = {
    "837P": Claim837Builder,
    "837I": Claim837Builder,
    "835": Remit835Builder,
    "999": Ack999Builder,
    "277CA": Status277Builder,
    "270": Inquiry270Builder,
    "271": Benefit271Builder,
    "276": StatusRequest276Builder,
    "277": StatusResponse277Builder,
    "278": Review278Builder,
}


@cache
def handlers_of(kind: str) -> tuple[Handler | None, ...]:
    """The method for each definition of the kind's guide."""
    return handlers(BUILDERS[kind].PLACES, kind)


__all__ = ["BUILDERS", "Builder", "handlers_of"]
