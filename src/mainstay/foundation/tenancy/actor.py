"""Who is doing this, for which practice, and through which door."""

from dataclasses import dataclass
from typing import Literal

Door = Literal["web", "api", "cli", "job"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A user in one practice, or the practice's own automation when ``user_id`` is None.

    ``role`` is the role the person acts in ("" for automation); the policy reads it.
    """

    practice_id: int
    user_id: int | None
    via: Door
    role: str = ""

    @classmethod
    def automation(cls, practice_id: int, via: Door = "job") -> "Actor":
        """The practice's own machinery: jobs, and commands run by the operator."""
        return cls(practice_id=practice_id, user_id=None, via=via)
