"""Who could do a function tomorrow (DESIGN 4, office.md 3). Pure."""

from dataclasses import dataclass
from enum import StrEnum

INDEPENDENT = 3


class Ability(StrEnum):
    """How somebody stands to a function."""

    OWNS = "owns"
    CAN = "can"  # trained, did it in the last 90 days, has read the procedure that holds
    RUSTY = "rusty"  # trained or named as a backup, but one of these is missing
    NONE = ""


@dataclass(frozen=True, slots=True)
class Experience:
    """One person and one function. ``level`` is None where nobody noted a training."""

    is_owner: bool = False
    is_backup: bool = False
    level: int | None = None
    did_it_lately: bool = False
    has_read: bool = False
    is_written: bool = False


def ability(one: Experience) -> Ability:
    """How the person stands to the function. A procedure that is not written need not be read."""
    if one.is_owner:
        return Ability.OWNS
    is_trained = one.level >= INDEPENDENT if one.level is not None else one.did_it_lately
    if is_trained and one.did_it_lately and (one.has_read or not one.is_written):
        return Ability.CAN
    return Ability.RUSTY if is_trained or one.is_backup else Ability.NONE
