"""Tables of denials."""

from mainstay.revenue.denials.models.act import Act, Outcome
from mainstay.revenue.denials.models.appeal import Appeal
from mainstay.revenue.denials.models.denial import Denial
from mainstay.revenue.denials.models.letter import LetterVersion
from mainstay.revenue.denials.models.write_off import WriteOff

__all__ = ["Act", "Appeal", "Denial", "LetterVersion", "Outcome", "WriteOff"]
