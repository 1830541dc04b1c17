"""The words for states: one tone, one icon, one word each (design language 9). Pure.

Filters, chips, exports and help use the same words. A chip is tinted when somebody must act and
bare at rest, so that a healthy list is quiet.
"""

from dataclasses import dataclass
from typing import Literal

Tone = Literal["calm", "move", "good", "wait", "bad", "plea"]


@dataclass(frozen=True, slots=True)
class State:
    """How a state is drawn. ``is_bare``: nobody needs to act, so it stands without a tint."""

    tone: Tone
    icon: str

    @property
    def is_bare(self) -> bool:
        """Whether the state is at rest or in motion."""
        return self.tone in ("calm", "move", "good")


CLAIM = {
    "Draft": State("calm", "pen"),
    "Held": State("wait", "pause"),
    "Ready": State("calm", "ok"),
    "Sent": State("move", "send"),
    "Accepted": State("move", "ok"),
    "With payer": State("move", "clock"),
    "Silent": State("wait", "hourglass"),
    "Rejected": State("bad", "return"),
    "Expired": State("bad", "hourglass"),
    "Denied": State("bad", "no"),
    "Underpaid": State("wait", "scale"),
    "Disputed": State("plea", "scale"),
    "Appealed": State("plea", "up-o"),
    "Part paid": State("good", "half"),
    "Paid": State("good", "ok"),
    "Patient owes": State("move", "person"),
    "Closed": State("calm", "lock"),
    "Written off": State("calm", "minus-o"),
}

WORK_ITEM = {
    "New": State("calm", "ring"),
    "Working": State("move", "half"),
    "Waiting": State("calm", "pause"),
    "Due today": State("wait", "clock"),
    "Late": State("bad", "clock"),
    "Escalated": State("bad", "up-o"),
    "Done": State("good", "ok"),
}

FUNCTION = {
    "On time": State("good", "ok"),
    "Due today": State("wait", "clock"),
    "Late": State("bad", "clock"),
    "Backup has it": State("move", "swap"),
    "No owner": State("bad", "dotted"),
    "Paused": State("calm", "pause"),
}

FILE = {
    "Reading": State("move", "half"),
    "Posted": State("good", "ok"),
    "Short": State("wait", "scale"),
    "Over": State("plea", "scale"),
    "No match": State("wait", "flag"),
    "Set aside": State("bad", "alert"),
    "Same file again": State("calm", "swap"),
}

COVERAGE = {
    "Not run": State("calm", "ring"),
    "Waiting for payer": State("move", "clock"),
    "Cleared": State("good", "ok"),
    "Needs a person": State("wait", "flag"),
    "Changed": State("plea", "swap"),
    "Coverage ended": State("bad", "no"),
    "Self-pay": State("calm", "wallet"),
}

MONTH = {
    "Open": State("calm", "ring"),
    "On target": State("good", "ok"),
    "Watch": State("wait", "flag"),
    "Off target": State("bad", "alert"),
    "No target": State("calm", "ring"),
}

PERSON = {
    "Invited": State("move", "mail"),
    "Signed in": State("good", "ok"),
    "Made up": State("calm", "person"),
    "Ended": State("calm", "lock"),
}

DENIAL = {
    "Sent again": State("move", "send"),
    "Records sent": State("move", "send"),
    "With the payer": State("move", "clock"),
    "Payment promised": State("good", "clock"),
    "Waits for a second person": State("wait", "people"),
}

TRAIL = {
    "Refused": State("wait", "no"),
}

STATES: dict[str, State] = (
    CLAIM | WORK_ITEM | FUNCTION | FILE | COVERAGE | MONTH | PERSON | DENIAL | TRAIL
)
"""Every word there is; a word means the same wherever it stands."""
